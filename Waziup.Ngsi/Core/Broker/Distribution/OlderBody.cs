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
    /// <param name="output">Takes it, without an @context.</param>
    /// <param name="mutation">What the body says.</param>
    /// <param name="terms">The @context of the source.</param>
    /// <param name="version">The minor version of NGSI-LD 1.x that it knows.</param>
    /// <param name="now">Decides what has expired.</param>
    /// <param name="keeps">Which attributes stay, and whether the scope does.</param>
    public static void Write(PooledBuffer output, Mutation mutation, ActiveContext terms, int version, Instant now, Predicate<Iri> keeps)
    {
        var fragment = Rebuild.Fragment(mutation.Fragment!, keeps);
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
