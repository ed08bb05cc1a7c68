using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Providers;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>Asks a provider once, and stores the readings of his answer as what his device has sent: in the name of who has put him.</summary>
internal sealed class Pull(ProviderClient client, DeviceBridge bridge, TimeProvider clock)
{
    /// <summary>Does it.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="owner">Who has put the provider; he needs the rights that a device needs.</param>
    /// <param name="provider">Whom.</param>
    /// <param name="state">What has become of him before.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What has become of him now.</returns>
    public async ValueTask<ProviderState> RunAsync(TenantId tenant, Caller owner, Provider provider, ProviderState state, CancellationToken cancel)
    {
        var fetched = await client.FetchAsync(provider, state, cancel);
        var now = Instant.Of(clock.GetUtcNow());
        if (fetched.Error is { } error)
            return Failed(provider, state, now, error, fetched.Wish);
        if (fetched.IsUnchanged)
            return state with { LastSuccess = now, Failures = 0 };
        var rows = provider.Mapping.Read(fetched.Body.Span);
        if (rows.Error is { } unread)
            return Failed(provider, state, now, unread, wish: null);
        if (rows is { Readings.IsEmpty: true, Why: { } why })
            return Failed(provider, state, now, $"{rows.LeftOut} left out; {why}", wish: null);
        try
        {
            var receipt = rows.Readings.IsEmpty ? new Receipt(0, false, []) : await bridge.ReceiveAsync(tenant, owner, provider.Device, Provider.Heard(rows, now), cancel);
            if (receipt.IsPending)
                return Failed(provider, state, now, $"the device {provider.Device} is not registered", wish: null);
            var (taken, part) = (state with { LastSuccess = now, Failures = 0, Readings = state.Readings + receipt.Stored }, PartOf(receipt, rows));
            // Of an answer that was not taken as a whole the rest may be wanted the next time.
            return part is null ? taken with { ETag = fetched.ETag, LastModified = fetched.LastModified }
                : taken with { ETag = null, LastModified = null, LastFailure = now, LastError = part };
        }
        catch (NgsiLdException refused)
        {
            return Failed(provider, state, now, refused.Error.Detail ?? refused.Error.Title, wish: null);
        }
    }

    /// <summary>What was not taken of an answer that was; null for nothing.</summary>
    private static string? PartOf(Receipt receipt, MappedRows rows) =>
        receipt.Refused is [var first, ..] ? $"{receipt.Refused.Length} sensors refused; {first.Sensor}: {first.Error.Detail}"
        : rows.Why is { } why ? $"{rows.LeftOut} left out; {why}" : null;

    private static ProviderState Failed(Provider provider, ProviderState state, Instant now, string error, TimeSpan? wish) => state with
    {
        LastFailure = now,
        LastError = error,
        Failures = state.Failures + 1,
        RetryAt = Schedule.RetryAt(now, provider.Every, state.Failures + 1, wish, Random.Shared.NextDouble()),
    };
}
