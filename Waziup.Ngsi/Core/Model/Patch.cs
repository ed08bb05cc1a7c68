using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The write semantics of clause 5.6, as one pure function.</summary>
/// <remarks>
/// 1 is the entity there, and not expired      3 the instances, one table for all operations
/// 2 header: types, scope, expiry              4 what the history gets
/// Every write to an entity gets one stamp that is later than any before, so no instance's modifiedAt ever goes back.
/// </remarks>
internal static class Patch
{
    /// <summary>Computes what a mutation makes of an entity.</summary>
    /// <param name="current">The stored entity; may be expired or the remains of a deleted one; null if there never was one.</param>
    /// <param name="mutation">What is asked.</param>
    /// <param name="now">The clock's time.</param>
    public static Change Apply(Entity? current, Mutation mutation, Instant now)
    {
        var live = current is null || current.IsDeleted || current.IsExpired(now) ? null : current;
        var stamp = current is null ? now : now.After(current.ModifiedAt);
        if (mutation.Kind == MutationKind.Expire)
            return Removal.Expire(current, now, stamp);
        if (mutation.IsOnHistory)
            return Evolution.Apply(current, live, mutation, now, stamp);
        if (live is null)
        {
            return mutation.Kind is MutationKind.Create or MutationKind.UpsertReplace or MutationKind.UpsertUpdate
                ? Compose(null, mutation, now, stamp)
                : Change.NotFound($"entity {mutation.Id.Value}");
        }
        return mutation.Kind switch
        {
            MutationKind.Create => Change.Exists(mutation.Id.Value),
            MutationKind.DeleteEntity => Removal.Delete(live, mutation.Cause, stamp),
            MutationKind.DeleteAttribute => Removal.DeleteAttribute(live, mutation, stamp),
            MutationKind.Purge => Removal.Purge(live, mutation, stamp),
            _ => Compose(live, mutation, now, stamp),
        };
    }

    /// <summary>Puts the stored entity and the fragment together.</summary>
    internal static Change Compose(Entity? live, Mutation mutation, Instant now, Instant stamp)
    {
        var fragment = mutation.Fragment!;
        if (live is null && fragment.TypeCount == 0)
            return Change.Refuse(NgsiLdErrors.BadRequestData("the entity has no type"));
        if (live is null && Creation.Fits(mutation))
            return Creation.Run(mutation, stamp);
        var composer = new Composer(live, mutation, stamp, now);
        try
        {
            return composer.Run();
        }
        catch (NgsiLdException refused)
        {
            return Change.Refuse(refused.Error);
        }
        finally
        {
            composer.Dispose();
        }
    }

    /// <summary>The number that a value is; NaN where it is none, or greater than a double.</summary>
    internal static double NumberOf(ReadOnlySpan<byte> value) =>
        value.Length > 0 && (value[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
            && System.Buffers.Text.Utf8Parser.TryParse(value, out double number, out var used) && used == value.Length && double.IsFinite(number) ? number : double.NaN;

    internal static string Show(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);
}
