using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>What a broker holds, logs and keeps of others, within one transaction: all of it is durable together, or nothing.</summary>
public interface IBroker : IReplica
{
    /// <summary>Who it is.</summary>
    string Node { get; }

    /// <summary>Which timeline of its log; another one after it was put back.</summary>
    string Epoch { get; set; }

    /// <summary>What has changed.</summary>
    ILog Log { get; }

    /// <summary>What is kept of another one; made where it is not known.</summary>
    IPeer Peer(string node);

    /// <summary>Everything that is held of an entity, ends too.</summary>
    IEnumerable<Item> ItemsOf(string entity);

    /// <summary>Every entity of which something is held, also what is gone.</summary>
    IEnumerable<string> Entities { get; }
}
