using Tags = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace Waziup.Server.Operations.Metrics;

/// <summary>Finds labels by the tags of a measurement, without making anything.</summary>
internal sealed class LabelsComparer : IEqualityComparer<Labels>, IAlternateEqualityComparer<Tags, Labels>
{
    public bool Equals(Labels? x, Labels? y) => x is null ? y is null : y is not null && Same(x.Tags, y.Tags);

    public int GetHashCode(Labels obj) => GetHashCode(obj.Tags);

    public bool Equals(Tags alternate, Labels other) => Same(alternate, other.Tags);

    public int GetHashCode(Tags alternate)
    {
        var hash = 17;
        foreach (var (_, value) in alternate)
            hash = (hash * 31) + (value?.GetHashCode() ?? 0);
        return hash;
    }

    public Labels Create(Tags alternate) => new(alternate.ToArray());

    private static bool Same(Tags one, Tags other)
    {
        if (one.Length != other.Length)
            return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i].Key != other[i].Key || !Equals(one[i].Value, other[i].Value))
                return false;
        }
        return true;
    }
}
