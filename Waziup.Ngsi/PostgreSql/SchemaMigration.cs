using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Brings a schema to the present version, in one transaction; nodes that start together wait for each other.</summary>
internal sealed class SchemaMigration(string schema, IReadOnlyList<string> scripts, ILogger logger)
{
    /// <summary>Runs the scripts that are missing.</summary>
    /// <exception cref="StorageException">The schema is of a newer version or somebody else's, or a script failed; it is as it was.</exception>
    public async Task RunAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // However long another node takes, and a script.
        await ExecuteAsync(connection, "set local statement_timeout = 0", cancel);
        await RunAsync(connection, "select pg_advisory_xact_lock(hashtextextended($1, 26))", schema, cancel);
        var from = await VersionAsync(connection, schema, cancel);
        if (from > scripts.Count)
            throw new StorageException($"schema {schema} has version {from}, this program knows up to {scripts.Count}: start a newer program");
        if (from == scripts.Count)
            return;
        try
        {
            await ExecuteAsync(connection, $"create schema if not exists {schema}", cancel);
            for (var version = from; version < scripts.Count; version++)
                await ExecuteAsync(connection, scripts[version], cancel);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
                $"insert into meta values ('version', '{scripts.Count}') on conflict (name) do update set value = excluded.value"), cancel);
            if (from == 0)
                await ExecuteAsync(connection, $"insert into meta values ('store', '{Guid.NewGuid():D}')", cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException failure)
        {
            throw new StorageException(
                $"schema {schema} could not be brought from version {from} to {scripts.Count} and was left as it was: {failure.MessageText}", failure);
        }
        Log.Migrated(logger, schema, from, scripts.Count);
    }

    /// <summary>Checks that a schema is there and of the present version.</summary>
    /// <exception cref="StorageException">It is not.</exception>
    public static async Task CheckIsPresentAsync(NpgsqlDataSource source, string schema, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        var version = await VersionAsync(connection, schema, cancel);
        if (version == 0)
            throw new StorageException($"there is no store in schema {schema}");
        if (version != SchemaScripts.All.Count)
            throw new StorageException($"schema {schema} has version {version}, this program counts version {SchemaScripts.All.Count}");
    }

    /// <summary>The version of the schema; 0 for one that is not there, or empty.</summary>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancel)
    {
        var tables = await RunAsync(connection, "select count(*)::text from information_schema.tables where table_schema = $1", schema, cancel);
        if (tables == "0")
            return 0;
        var isOurs = await RunAsync(connection, "select to_regclass($1 || '.meta')::text", schema, cancel);
        var version = isOurs is null ? null : await RunAsync(connection, $"select value from {schema}.meta where name = $1", "version", cancel);
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StorageException($"schema {schema} holds tables that are not of this program; name another one");
    }

    private static async Task<string?> RunAsync(NpgsqlConnection connection, string sql, string argument, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(NpgsqlDbType.Text, argument);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
