using System.Collections.Immutable;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Carries out what the broker itself writes, a part at a time.</summary>
internal static class Commits
{
    private const int AtOnce = 200;

    /// <param name="commit">Writes a part.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="intents">What is written.</param>
    /// <param name="cancel">Stops between two parts.</param>
    /// <exception cref="NgsiLdException">Something of it could not be written.</exception>
    public static async ValueTask AllAsync(
        Func<TenantId, ReadOnlyMemory<Intent>, CancellationToken, ValueTask<ImmutableArray<Change>>> commit, TenantId tenant, IEnumerable<Intent> intents, CancellationToken cancel)
    {
        foreach (var some in intents.Chunk(AtOnce))
        {
            foreach (var change in await commit(tenant, some, cancel))
            {
                if (change.Error is { } error)
                    throw new NgsiLdException(error);
            }
        }
    }
}
