using System.Runtime.CompilerServices;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>What whole entities were written as, for those that are kept to be shown again and again.</summary>
/// <remarks>Thread-safe. It goes with its entity.</remarks>
internal sealed record WrittenText(ActiveContext Terms, Shape Shape, byte[] Json)
{
    private static readonly ConditionalWeakTable<Entity, WrittenText> All = [];

    /// <summary>Whether a view shows all of such an entity, in a form in which nothing of it depends on the time.</summary>
    public static bool Suits(EntityView view, Shape shape)
    {
        if (!view.Entity.IsKept || !view.IsWhole || !shape.AllowsSlices || shape.ContextInBody)
            return false;
        foreach (ref readonly var entry in view.Entity.Instances.AsSpan())
        {
            if (!entry.Is(InstanceFlags.Plain))
                return false;
        }
        return true;
    }

    /// <summary>The text of an entity in terms and a form; null where that is not known.</summary>
    public static byte[]? Find(Entity entity, ActiveContext terms, Shape shape) =>
        All.TryGetValue(entity, out var known) && ReferenceEquals(known.Terms, terms) && known.Shape == shape ? known.Json : null;

    public static void Keep(Entity entity, ActiveContext terms, Shape shape, ReadOnlySpan<byte> json) =>
        All.AddOrUpdate(entity, new WrittenText(terms, shape, json.ToArray()));
}
