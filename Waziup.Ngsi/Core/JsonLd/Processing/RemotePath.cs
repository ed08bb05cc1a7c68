namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The documents that include each other down to the present context.</summary>
internal sealed record RemotePath(string Url, RemotePath? Outer)
{
    public int Depth { get; } = (Outer?.Depth ?? 0) + 1;

    public static bool Contains(RemotePath? path, string url)
    {
        for (var at = path; at is not null; at = at.Outer)
        {
            if (string.Equals(at.Url, url, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
