namespace Waziup.Ngsi.JsonLd;

/// <summary>Compares names within contexts, so that a lookup allocates nothing.</summary>
internal sealed class NameKeyComparer : IEqualityComparer<NameKey>, IAlternateEqualityComparer<NameSpan, NameKey>
{
    public static readonly NameKeyComparer Instance = new();

    public bool Equals(NameKey x, NameKey y) => x.Context == y.Context && x.Name.AsSpan().SequenceEqual(y.Name);

    public int GetHashCode(NameKey obj) => GetHashCode(new NameSpan(obj.Context, obj.Name));

    public bool Equals(NameSpan alternate, NameKey other) => alternate.Context == other.Context && alternate.Name.SequenceEqual(other.Name);

    public int GetHashCode(NameSpan alternate) => unchecked((alternate.Context * 31) + Utf8Comparer.Instance.GetHashCode(alternate.Name));

    public NameKey Create(NameSpan alternate) => new(alternate.Context, alternate.Name.ToArray());
}
