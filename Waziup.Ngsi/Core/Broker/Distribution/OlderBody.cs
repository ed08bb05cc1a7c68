using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Writes the body of a write in the words of an older version, for a source that knows no newer ones (4.3.6.8).</summary>
internal static class OlderBody
{
    /// <summary>Whether a write says whole instances, and those as such. What changes parts of them goes as it came: in other words it might change others.</summary>
    public static bool Suits(Mutation mutation)
    {
        if (mutation.Kind is not (MutationKind.Create or MutationKind.ReplaceEntity or MutationKind.UpsertReplace or MutationKind.UpsertUpdate
            or MutationKind.Append or MutationKind.AppendNoOverwrite or MutationKind.Update or MutationKind.BatchUpdate or MutationKind.ReplaceAttribute))
            return false;
        foreach (ref readonly var entry in mutation.Fragment!.Instances.AsSpan())
        {
            if (entry.Is(InstanceFlags.Bare) || entry.Is(InstanceFlags.Null) || entry.ValueLength == 0)
                return false;
        }
        return true;
    }

    /// <param name="output">Takes it, without an @context.</param>
    /// <param name="mutation">What the body says.</param>
    /// <param name="terms">The @context of the source.</param>
    /// <param name="version">The minor version of NGSI-LD 1.x that it knows.</param>
    /// <param name="now">Decides what has expired.</param>
    /// <param name="keeps">Which attributes stay, and whether the scope does.</param>
    public static void Write(PooledBuffer output, Mutation mutation, ActiveContext terms, int version, Instant now, Predicate<Iri> keeps)
    {
        var fragment = Rebuild.Fragment(mutation.Fragment!, keeps);
        // Older sources know one instance alone: another one must not take its place.
        if (version < 3)
            fragment = Rebuild.Where(fragment, withScope: true, position => fragment.Instances[position].DatasetLength == 0);
        var absent = (fragment.Id.IsNone ? EntityMembers.Id : EntityMembers.None) | (fragment.TypeCount == 0 ? EntityMembers.Type : EntityMembers.None)
            | (keeps(Model.Core.Scope) ? EntityMembers.None : EntityMembers.Scope);
        if (mutation.Attribute is not null)
            absent = EntityMembers.All;
        var projection = new Projection { Omit = new MemberList(absent, [], ImmutableDictionary<Iri, MemberList>.Empty) };
        if (EntityView.OfChange(fragment, projection, now) is not { } view)
        {
            output.Append("{}"u8);
            return;
        }
        var shape = new Shape { Version = version };
        if (mutation.Attribute is null)
        {
            Renderer.Write(output, view, terms, shape);
            return;
        }
        // The only attribute's value, without the entity around it.
        using var around = PooledBuffer.Rent();
        Renderer.Write(around, view, terms, shape);
        output.Append(OnlyValue(around.Written));
    }

    private static ReadOnlySpan<byte> OnlyValue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        reader.Read();
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }
}
