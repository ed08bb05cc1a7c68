namespace Waziup.Ngsi.JsonLd;

/// <summary>A context that is kept ready, and the documents it was made of: it may be used as long as none of them has changed.</summary>
internal sealed class ResolvedContext(ActiveContext context, UsedDocument[] used) : CacheItem
{
    public ActiveContext Context { get; } = context;

    public override long Weight => Context.Weight;

    /// <summary>Whether it was made of contexts that this broker hosts for one tenant.</summary>
    public bool IsOwned => Array.Exists(used, document => document.Cached is null);

    /// <summary>Whether it still says what its documents say to this tenant.</summary>
    public bool IsCurrent(IHostedContexts? hosted, string owner, DateTimeOffset now)
    {
        foreach (var document in used)
        {
            if (document.IsCore)
                continue;

            if (hosted is not null && hosted.TryGet(owner, document.Url, out var content))
            {
                if (document.Cached is not null || !content.Equals(document.Content))
                    return false;
            }
            else if (!document.IsCurrent(now))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a use of it and of its documents.</summary>
    public void Touch(IHostedContexts? hosted, string owner, DateTimeOffset now)
    {
        LastUse = now.UtcTicks;
        foreach (var document in used)
        {
            if (document.Cached is { } cached)
                cached.Touch(now);
            else
                hosted?.Used(owner, document.Url);
        }
    }
}
