namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>A context that is kept ready, and the documents it was made of: it may be used as long as none of them has changed.</summary>
internal sealed class KeptContext(FullContext context, UsedDocument[] used, int keyLength) : CacheItem
{
    public FullContext Context { get; } = context;

    public override long Weight => Context.Weight + keyLength;

    public bool IsCurrent(DateTimeOffset now)
    {
        foreach (var document in used)
        {
            if (!document.IsCurrent(now))
                return false;
        }

        return true;
    }

    public void Touch(DateTimeOffset now)
    {
        LastUse = now.UtcTicks;
        foreach (var document in used)
            document.Cached!.Touch(now);
    }
}
