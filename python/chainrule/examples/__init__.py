"""Programs to run and read: ``python -m chainrule.examples.backprop`` and ``....digits``.

They use chainrule as any user would, through its public names only.
"""
