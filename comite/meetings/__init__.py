"""What committees do: their meetings, from the calendar to the decisions that follow."""
