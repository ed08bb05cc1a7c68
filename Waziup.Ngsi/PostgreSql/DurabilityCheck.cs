using Npgsql;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Reads back whether the database flushes before it acknowledges.</summary>
internal static class DurabilityCheck
{
    private static readonly string[] Settings = ["fsync", "full_page_writes", "synchronous_commit"];

    /// <exception cref="StorageException">It does not; the message says by which setting.</exception>
    public static async Task RunAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        foreach (var setting in Settings)
        {
            await using var command = new NpgsqlCommand("show " + setting, connection);
            if (await command.ExecuteScalarAsync(cancel) is "off")
            {
                throw new StorageException(
                    $"the database has {setting}=off: a loss of power may take acknowledged writes. Switch it on, or accept it with --relaxed-durability");
            }
        }
    }
}
