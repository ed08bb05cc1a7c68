using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>One instance in the temporal evolution of an entity.</summary>
/// <param name="Sequence">Grows with every row written.</param>
/// <param name="Name">The expanded attribute name.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="At">observedAt, else the time of writing.</param>
/// <param name="ModifiedAt">When the row was written.</param>
/// <param name="Kind">The kind of the instance.</param>
/// <param name="IsDeletion">Whether the row says that the instance was deleted.</param>
/// <param name="Body">The instance in stored form; of a deletion only where a client told it, else empty.</param>
public sealed record HistoryRow(
    long Sequence, string Name, string? DatasetId, Instant At, Instant ModifiedAt, AttributeKind Kind, bool IsDeletion,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether <see cref="At"/> is an observedAt.</summary>
    public bool IsObserved { get; init; }

    /// <summary>Whether nothing in the body has a name: it may be copied into an answer as it is.</summary>
    internal bool IsPlain { get; init; }

    /// <summary>Whether it is shown in another form than it has; then neither its id nor its system times are.</summary>
    internal bool IsAltered { get; init; }

    /// <summary>Whether it is already as the caller sees it.</summary>
    internal bool IsDisclosed { get; init; }

    /// <summary>Whether it is told less exactly than it is known when it was.</summary>
    internal bool IsBlurred { get; init; }

    /// <summary>When the instance came into being; later corrections leave it.</summary>
    public Instant CreatedAt { get; init; } = ModifiedAt;

    /// <summary>The value where it is the number of a Property, else NaN.</summary>
    public double Number => Kind == AttributeKind.Property && !IsDeletion ? Patch.NumberOf(Value) : double.NaN;

    /// <summary>The instanceId of the row.</summary>
    /// <param name="series">What all rows of the attribute with this datasetId have in common.</param>
    internal string IdIn(ulong series) => InstanceId ?? Model.InstanceId.Of(series, At, CreatedAt);

    /// <summary>Writes the same as JSON.</summary>
    internal void AppendIdIn(ulong series, PooledBuffer output)
    {
        if (InstanceId is not null)
        {
            Utf8Json.AppendString(output, InstanceId);
            return;
        }
        output.Append((byte)'"');
        Model.InstanceId.Append(output, series, At, CreatedAt);
        output.Append((byte)'"');
    }

    /// <summary>The value in the body, as JSON.</summary>
    internal ReadOnlySpan<byte> Value => InstanceBody.ValueOf(Body.Span);

    /// <summary>When the attribute was deleted, where the row says that; else none.</summary>
    internal Instant DeletedAt => !IsDeletion ? Instant.None : IsObserved ? ModifiedAt : At;

    /// <summary>The time by which a window chooses the row; none where it has no such time.</summary>
    internal Instant TimeOf(TimeProperty property) => property switch
    {
        TimeProperty.Key => At,
        TimeProperty.DeletedAt => DeletedAt,
        TimeProperty.ObservedAt => IsObserved ? At : Instant.None,
        _ when IsDeletion && !IsObserved => Instant.None,
        TimeProperty.CreatedAt => CreatedAt,
        TimeProperty.ModifiedAt => ModifiedAt,
        _ => At,
    };

    /// <summary>The instanceId, where it does not follow from the key; else null.</summary>
    public string? InstanceId { get; init; }
}
