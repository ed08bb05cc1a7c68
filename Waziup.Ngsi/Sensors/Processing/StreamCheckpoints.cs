using System.Text;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Where streams go on that are made anew, as documents under the ids of their sensors.</summary>
/// <remarks>They spare reading; who has none reads the history from its beginning.</remarks>
internal sealed class StreamCheckpoints(ContextBroker broker)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Where to begin; null at the beginning.</summary>
    /// <remarks>Another plan begins where the one before it had come, and remembers nothing: what is older is for a replay.</remarks>
    /// <param name="key">Of which sensor.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="bornAt">When the sensor came into being: an older place is that of another one that had its id.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<Checkpoint?> FindAsync(StreamKey key, Plan plan, Instant bornAt, CancellationToken cancel)
    {
        if (await broker.Storage.Documents.FindAsync(key.Tenant, DocumentKind.Stream, key.Sensor.Value, cancel) is not { } document || document.ModifiedAt < bornAt)
            return null;
        try
        {
            var found = Checkpoint.Parse(Encoding.UTF8.GetString(document.Body.Span));
            return found.Plan != plan.Fingerprint ? plan.StartAfter(found.After) : found.Memories.Length == plan.Body.Length ? found : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Has the stream give up what nobody may change, and stores from where it goes on, once a minute at most.</summary>
    public async ValueTask SaveAsync(StreamKey key, LiveStream stream, CancellationToken cancel)
    {
        var isDue = stream.SavedAt is not { } last || broker.Clock.GetElapsedTime(last) >= Pause;
        var settled = stream.Settle(exactly: isDue);
        if (settled.After.IsNone || !isDue)
            return;
        await broker.Storage.Documents.PutAsync(key.Tenant, new Document(DocumentKind.Stream, key.Sensor.Value, null, broker.Now, Encoding.UTF8.GetBytes(settled.ToJson())), cancel);
        stream.SavedAt = broker.Clock.GetTimestamp();
    }
}
