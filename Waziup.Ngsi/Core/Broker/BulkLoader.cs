using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Loads entities in bulk, one JSON object a line. It is the operator's: no policy is asked.</summary>
/// <remarks>
/// 1 read and check lines until there are enough      3 count what came out, tell what was refused
/// 2 hand them to the store; read on meanwhile
/// </remarks>
internal sealed class BulkLoader(
    IStorage storage, ContextResolver contexts, TimeProvider clock, TenantId tenant, LoadOptions options, Action<RejectedLine> rejected)
{
    private LoadReport _report = new(0, 0, 0, 0, 0);

    public async ValueTask<LoadReport> RunAsync(Stream stream, IProgress<LoadReport>? progress, CancellationToken cancel)
    {
        var lines = new LineReader(stream, options.MaxLineBytes);
        var terms = options.Context is null ? contexts.Default : await contexts.ResolveAsync(tenant.Value, options.Context.OriginalString, cancel);
        var written = Task.FromResult(ImmutableArray<Change>.Empty);
        var before = Batch.Empty;
        for (var batch = await NextAsync(lines, terms, cancel); ; batch = await NextAsync(lines, terms, cancel))
        {
            Count(before, await written, progress);
            if (batch.Last == before.Last)
                return _report;
            written = storage.Entities.CommitAsync(tenant, batch.Intents, cancel).AsTask();
            before = batch;
        }
    }

    private async ValueTask<Batch> NextAsync(LineReader lines, ActiveContext terms, CancellationToken cancel)
    {
        var intents = new List<Intent>(options.LinesAtOnce);
        var numbers = new List<long>(options.LinesAtOnce);
        var refused = new List<RejectedLine>();
        while (intents.Count + refused.Count < options.LinesAtOnce && await lines.ReadAsync(cancel))
        {
            if (lines.Number <= options.SkipLines || (!lines.IsTooLong && IsBlank(lines.Line.Span)))
                continue;
            try
            {
                intents.Add(IntentOf(await ReadAsync(lines, terms, cancel)));
                numbers.Add(lines.Number);
            }
            catch (NgsiLdException wrong)
            {
                refused.Add(new RejectedLine(lines.Number, wrong.Error));
            }
            catch (JsonLdException wrong)
            {
                refused.Add(new RejectedLine(lines.Number, ContextErrors.Of(wrong)));
            }
        }
        return new Batch([.. intents], numbers, refused, lines.Number);
    }

    private async ValueTask<Entity> ReadAsync(LineReader lines, ActiveContext terms, CancellationToken cancel)
    {
        if (lines.IsTooLong)
            throw new NgsiLdException(NgsiLdErrors.TooLarge($"a line has {options.MaxLineBytes} bytes at most"));
        var context = BodyContext.Find(lines.Line);
        if (!context.IsEmpty)
            terms = await contexts.ResolveAsync(tenant.Value, context, cancel);
        return EntityReader.Read(lines.Line.Span, terms, new ReadRules(ContextInBody: !context.IsEmpty));
    }

    private Intent IntentOf(Entity entity)
    {
        var mutation = new Mutation(options.Update ? MutationKind.UpsertUpdate : MutationKind.UpsertReplace, entity.Id, entity);
        return new Intent(entity.Id, current =>
        {
            var now = Instant.Of(clock.GetUtcNow());
            var change = Patch.Apply(current, mutation, now);
            // A line that was loaded before writes nothing, so that a load may be repeated.
            return change.Writes && current is { IsDeleted: false } && !current.IsExpired(now) && change.After!.SaysTheSameAs(current)
                ? new Change { Outcome = Outcome.Unchanged }
                : change;
        });
    }

    private void Count(Batch batch, ImmutableArray<Change> changes, IProgress<LoadReport>? progress)
    {
        if (batch.Last == _report.Lines)
            return;
        var refused = batch.Refused;
        for (var i = 0; i < changes.Length; i++)
        {
            // What the store cannot write now is no fault of the line: the load ends, and may be taken up behind the last report.
            if (changes[i].Error is { Status: >= 500 } error)
                throw new NgsiLdException(error);
            if (changes[i].Error is { } wrong)
                refused.Add(new RejectedLine(batch.Numbers[i], wrong));
        }
        foreach (var line in refused.OrderBy(line => line.Number))
            rejected(line);
        _report = new LoadReport(
            batch.Last,
            _report.Created + changes.Count(change => change.Kind == ChangeKind.Created),
            _report.Updated + changes.Count(change => change.Kind == ChangeKind.Updated),
            _report.Unchanged + changes.Count(change => change.Outcome == Outcome.Unchanged),
            _report.Rejected + refused.Count);
        progress?.Report(_report);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private sealed record Batch(Intent[] Intents, List<long> Numbers, List<RejectedLine> Refused, long Last)
    {
        public static Batch Empty { get; } = new([], [], [], 0);
    }
}
