using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>Sees to it that no more is told of an attribute of an entity than a budget allows, by all nodes together.</summary>
/// <remarks>
/// <para>An answer is charged durably before it is told: a crash between costs budget, and gives nothing away. One that was charged in this window is free.
/// Where the store fails, so does the request.</para>
/// <para>There is one document for an audience, an attribute of an entity and a length of windows. The next window writes over the one before; a day
/// after its window a document goes by itself, or with its tenant. Those of deleted entities stay so long: who makes an entity anew gets no new budget for it.</para>
/// <para><b>Not</b> counted together: what two audiences are told, and what policies of one audience tell whose windows have another length.</para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed class NoiseLedger(Func<IDocumentStore> documents, TimeProvider clock)
{
    /// <summary>How many answers may be told in a window, whatever the budget says: so large is a document.</summary>
    internal const int MaxTold = 10_000;

    private const int MaxAttempts = 100;

    // A node whose clock is late still finds what others have charged in the window that has passed for them.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Turns _turns = new();

    /// <summary>Charges answers, and says which of them may be told: those for which the budget lasts, in the order asked.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="noise">Where the answers come from, whose audience they are for and how much each of them tells.</param>
    /// <param name="series">What they are about.</param>
    /// <param name="budget">How much may be told.</param>
    /// <param name="cells">The answers.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">Overloaded: others were always faster. StorageUnavailable or StorageFull. Nothing may be told.</exception>
    public async ValueTask<NoiseCharge> ChargeAsync(
        TenantId tenant, NoisyMean noise, NoisySeries series, NoiseBudget budget, IReadOnlyList<NoisyCell> cells, CancellationToken cancel)
    {
        if (budget.Per.IsZero)
            throw new ArgumentException("a window has a length", nameof(budget));
        var tags = cells.Select(cell => noise.TagOf(series, cell)).ToList();
        var id = IdOf(noise.Audience, series, budget.Per);
        // Requests of one node take turns, so that they lose to those of other nodes alone.
        return await _turns.InTurnAsync(id.GetHashCode(StringComparison.Ordinal), async () =>
        {
            for (var i = 0; i < MaxAttempts; i++)
            {
                // A snapshot is of the same values, and has no budget of its own.
                if (await TryAsync(tenant.Origin, id, budget, noise.Epsilon, tags, cancel) is { } charge)
                    return charge;
            }
            throw new NgsiLdException(NgsiLdErrors.Overloaded("too many ask for the same at once; try again"));
        }, cancel);
    }

    /// <summary>Charges answers; null where another node has charged others meanwhile.</summary>
    private async ValueTask<NoiseCharge?> TryAsync(TenantId tenant, string id, NoiseBudget budget, int epsilon, List<ulong> tags, CancellationToken cancel)
    {
        var found = await documents().FindAsync(tenant, DocumentKind.NoiseAccount, id, cancel);
        var now = Instant.Of(clock.GetUtcNow());
        var window = budget.Per.IndexOf(now);
        // Where the clock of another node goes ahead its window holds: nobody goes back to one that has passed.
        var account = found is not null && NoiseAccount.Of(found) is var known && known.Window >= window ? known : new NoiseAccount(window, 0, []);
        var (spent, mayBeTold) = (account.Spent, ImmutableArray.CreateBuilder<bool>(tags.Count));
        foreach (var tag in tags)
        {
            var isTold = account.Tags.Contains(tag);
            if (!isTold && spent + epsilon <= budget.Epsilon && account.Tags.Count < MaxTold)
            {
                spent += epsilon;
                isTold = account.Tags.Add(tag);
            }
            mayBeTold.Add(isTold);
        }
        var end = budget.Per.StartOf(account.Window + 1);
        if (spent > account.Spent)
        {
            var (before, until) = (found?.ModifiedAt ?? Instant.None, new Instant(end.Micros + (long)Kept.TotalMicroseconds));
            var document = (account with { Spent = spent }).ToDocument(id, found is null ? now : now.After(before), until);
            if (!await documents().ReplaceAsync(tenant, document, before, cancel))
                return null;
        }
        return new NoiseCharge(mayBeTold.ToImmutable(), mayBeTold.Contains(false) ? end : Instant.None);
    }

    /// <summary>A hash, so that names of any length have ids of one length.</summary>
    private static string IdOf(string audience, NoisySeries series, Period per)
    {
        string[] parts = [audience, series.Entity, series.Attribute, series.Dataset ?? "", string.Create(CultureInfo.InvariantCulture, $"{per.Months} {per.Rest}")];
        return Base64Url.EncodeToString(SHA256.HashData(Parts.Join(parts)));
    }
}
