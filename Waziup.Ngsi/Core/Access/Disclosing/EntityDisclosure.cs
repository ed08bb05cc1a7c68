using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Makes of an entity the one that a caller sees: what is hidden is not in it, what is shown in another form has that form.</summary>
internal static class EntityDisclosure
{
    /// <param name="entity">The entity as it is stored.</param>
    /// <param name="forms">What is disclosed of it.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <param name="wants">Which instances are wanted, by their position; null for all.</param>
    /// <param name="tellsParts">Whether what is told by parts of time is told where that part is over; else it is missing.</param>
    public static Entity Of(Entity entity, EntityForms forms, Instant now, Predicate<int>? wants = null, bool tellsParts = false)
    {
        if (forms.ShowsAll && wants is null && !entity.HasExpired(now))
            return entity.ChangedAt(entity.NewestChange);
        var builder = EntityBuilder.Start(forms.IdOf(entity.Id));
        Rebuild.CopyTypes(entity, builder);
        builder.SetScope(ScopeText.Cut(entity, forms.ScopeDepth));
        var newest = Instant.None;
        for (var i = 0; i < entity.Instances.Length;)
            i = Attribute(builder, entity, i, forms, now, wants, tellsParts, ref newest);
        builder.CreatedAt = forms.ShowsCreatedAt ? entity.CreatedAt : Instant.None;
        builder.ModifiedAt = forms.ShowsModifiedAt ? newest : Instant.None;
        builder.ExpiresAt = forms.ShowsExpiresAt ? entity.ExpiresAt : Instant.None;
        builder.DeletedAt = entity.DeletedAt;
        return builder.Build();
    }

    /// <summary>Writes the instances of the attribute that begins at a position; returns where the next one begins.</summary>
    private static int Attribute(
        EntityBuilder builder, Entity entity, int at, EntityForms forms, Instant now, Predicate<int>? wants, bool tellsParts, ref Instant newest)
    {
        var start = entity.Instances[at].NameStart;
        var name = entity.NameOf(in entity.Instances[at]);
        var rules = forms.Of(name);
        var any = false;
        for (; at < entity.Instances.Length && entity.Instances[at].NameStart == start; at++)
        {
            ref readonly var entry = ref entity.Instances[at];
            if (rules.IsHidden || (forms.Aliases is not null && InstanceDisclosure.IsProof(name)) || entry.IsExpired(now) || !(wants?.Invoke(at) ?? true))
                continue;
            if (rules.Of(entity.DatasetOf(in entry)).Parts is { } parts && !(tellsParts && parts.IsOver(entry.ObservedAt, now)))
                continue;
            if (!any)
                builder.BeginAttribute(name);
            if (!Instance(builder, entity, in entry, rules, forms.Aliases is not null, ref newest))
            {
                if (!any)
                    builder.TakeBack();
                continue;
            }
            any = true;
        }
        if (any)
            builder.EndAttribute();
        return at;
    }

    private static bool Instance(EntityBuilder builder, Entity entity, in InstanceEntry entry, AttributeForm rules, bool hidesId, ref Instant newest)
    {
        var form = rules.Of(entity.DatasetOf(in entry));
        var body = entity.Document.AsSpan(entry.Start, entry.Length);
        // A proof says of which entity it is.
        if (hidesId && InstanceDisclosure.MayProve(body))
            rules = rules is { IsShown: true, IsAltered: false } ? AttributeForm.Unproven : rules;
        else if (form.IsShown && !rules.IsAltered)
        {
            builder.CopyInstance(entity, in entry);
            newest = newest.IsNone || entry.ModifiedAt > newest ? entry.ModifiedAt : newest;
            return true;
        }
        var start = builder.Buffer.Length;
        if (!InstanceDisclosure.Write(builder.Buffer, body, entity.NameOf(in entry), rules, form, out var isWhole))
            return false;
        var written = BodyScan.Entry(builder.Buffer, start);
        // When something was written tells of it; under another form than its own that is not shown.
        (written.CreatedAt, written.ModifiedAt, written.ExpiresAt) = isWhole
            ? (entry.CreatedAt, entry.ModifiedAt, entry.ExpiresAt) : (Instant.None, Instant.None, Instant.None);
        if (isWhole)
            newest = newest.IsNone || entry.ModifiedAt > newest ? entry.ModifiedAt : newest;
        written.Flags |= entry.Flags & InstanceFlags.Null;
        builder.AddInstance(written);
        return true;
    }
}
