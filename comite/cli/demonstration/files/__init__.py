"""The files of the demonstration datasets: invented, realistic, and the same bytes every time."""
