"""What can be said: classes, shapes, themes and rules, and the code that reads them."""
