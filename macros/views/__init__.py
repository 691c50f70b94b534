"""What each register and page looks like: Jinja templates with autoescape, fed with records only."""
