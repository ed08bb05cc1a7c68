using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>What a path leads to: a value, or a point in time.</summary>
internal readonly ref struct Target
{
    /// <summary>Of which kind of attribute it is the value; what is a part of a value counts as a Property's.</summary>
    public AttributeKind Kind { get; private init; }

    /// <summary>The value as JSON; empty for a point in time.</summary>
    public ReadOnlySpan<byte> Json { get; private init; }

    public Instant Time { get; private init; }

    public bool IsTime => Json.IsEmpty;

    public bool IsRelation => Kinds.IsRelation(Kind);

    public bool IsArray => !Json.IsEmpty && Json[0] == '[';

    public static Target Of(AttributeKind kind, ReadOnlySpan<byte> json) => new() { Kind = kind, Json = json, Time = Instant.None };

    public static Target Of(Instant time) => new() { Kind = AttributeKind.Property, Time = time };
}

/// <summary>What is asked of each target of a path.</summary>
internal interface ITargetTest
{
    bool Meets(in Target target);
}
