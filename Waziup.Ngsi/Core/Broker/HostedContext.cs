using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Broker;

/// <summary>Why a context is kept (5.13.1).</summary>
internal enum ContextKind : byte
{
    /// <summary>A client added it.</summary>
    Hosted,

    /// <summary>It was fetched.</summary>
    Cached,

    /// <summary>The broker made it, to have a URL for what a client gave inline.</summary>
    ImplicitlyCreated,
}

/// <summary>A context that this broker serves.</summary>
internal sealed class HostedContext(string id, ContextKind kind, ReadOnlyMemory<byte> document, Instant createdAt)
{
    private long _hits;
    private long _lastUsage = Instant.None.Micros;

    public string Id => id;

    public ContextKind Kind => kind;

    /// <summary><c>{"@context": …}</c></summary>
    public ReadOnlyMemory<byte> Document => document;

    public Instant CreatedAt => createdAt;

    public long Hits => Interlocked.Read(ref _hits);

    public Instant LastUsage => new(Interlocked.Read(ref _lastUsage));

    public void Use(Instant now)
    {
        Interlocked.Increment(ref _hits);
        Interlocked.Exchange(ref _lastUsage, now.Micros);
    }
}
