"""Alembic's way in: it works on the connection that `migrate` hands over."""

from alembic import context

from gateway.database.shape import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    user_module_prefix="types.",
    transaction_per_migration=False,
)
context.run_migrations()
