"""What is said of a file on its way, in « Tâches en cours »."""

TITLE = "Envoi de « {name} »"
RECEIVED = "Reçu"
WHOLE = "Reçu en entier : il sera joint quand vous enverrez son formulaire."
EXPIRED = (
    "Cet envoi n’a pas été terminé, et ce qui était arrivé a été effacé. Choisissez de nouveau le fichier."
)
