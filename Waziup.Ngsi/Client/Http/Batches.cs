using System.Runtime.CompilerServices;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Cuts many entities into parts that a broker takes.</summary>
internal static class Batches
{
    /// <exception cref="ArgumentException">Some entities of one part carry an @context and some do not: a request is of one kind (6.3.5).</exception>
    public static async IAsyncEnumerable<IReadOnlyList<NgsiEntity>> PartsAsync(
        IAsyncEnumerable<NgsiEntity> entities, NgsiLdClientOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var part = new List<NgsiEntity>();
        var bytes = 0L;
        await foreach (var entity in entities.WithCancellation(cancel))
        {
            var length = entity.Utf8.Length + 1;
            if (part.Count > 0 && (part.Count >= options.BatchSize || bytes + length > options.MaxBatchBytes))
            {
                yield return part;
                (part, bytes) = ([], 0);
            }
            if (part.Count > 0 && part[0].Context is null != entity.Context is null)
                throw new ArgumentException("either all entities of a batch carry an @context, or none does", nameof(entities));
            part.Add(entity);
            bytes += length;
        }
        if (part.Count > 0)
            yield return part;
    }
}
