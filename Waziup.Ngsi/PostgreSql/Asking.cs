using Npgsql;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Statements by themselves, on a connection of a pool. What fails is the error that callers get.</summary>
internal static class Asking
{
    /// <summary>Uses a connection. Where it turns out to be broken, as after a restart of the database, another one is tried once.</summary>
    /// <param name="source">Gives connections.</param>
    /// <param name="use">What to do; may be called twice.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="mayRepeat">Whether it may be; null: it may.</param>
    /// <exception cref="NgsiLdException">StorageUnavailable, StorageFull, TooComplexQuery.</exception>
    public static async ValueTask<T> UseAsync<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, ValueTask<T>> use, CancellationToken cancel, Func<bool>? mayRepeat = null)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                return await use(connection);
            }
            catch (Exception failure) when (tries == 1 && PostgreSqlFailure.IsLostConnection(failure) && mayRepeat?.Invoke() != false)
            {
                source.Clear();
            }
            catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure))
            {
                throw PostgreSqlFailure.ToException(failure);
            }
        }
    }

    /// <summary>Reads all rows of a statement.</summary>
    public static ValueTask<IReadOnlyList<T>> ListAsync<T>(
        this NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancel) =>
        source.UseAsync<IReadOnlyList<T>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                bind(command.Parameters);
                await using var rows = await command.ExecuteReaderAsync(cancel);
                var list = new List<T>();
                while (await rows.ReadAsync(cancel))
                    list.Add(read(rows));
                return list;
            },
            cancel);

    /// <summary>Carries a statement out.</summary>
    /// <returns>How many rows it changed.</returns>
    public static ValueTask<int> ExecuteAsync(
        this NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancel) => source.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            bind(command.Parameters);
            return await command.ExecuteNonQueryAsync(cancel);
        },
        cancel);

    /// <summary>The tenant that a column names.</summary>
    public static TenantId Tenant(this NpgsqlDataReader row, int column) =>
        TenantId.TryParseStored(row.GetString(column), out var tenant) ? tenant : throw new InvalidDataException("a stored tenant has an impossible name");

    /// <summary>The bytes of a column; empty where it is null.</summary>
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);
}
