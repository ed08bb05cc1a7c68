using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Retrieves one entity from all who have a part of it (5.7.1).</summary>
internal sealed class SourceReads(Sources sources)
{
    private const SourceOperations Retrieving = SourceOperations.RetrieveEntity | SourceOperations.QueryEntity | SourceOperations.QueryBatch;

    /// <summary>The entity as it is known here and at the sources; null where nobody knows it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="id">The entity.</param>
    /// <param name="types">The types that it has to have; none for any.</param>
    /// <param name="projection">Which parts are wanted.</param>
    /// <param name="held">What is held here; null for nothing. The sources work while it is looked for.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="except">A registration whose source is not asked; null for none.</param>
    /// <param name="where">Takes where parts of it are; null where nobody wants to know.</param>
    public async ValueTask<Entity?> RetrieveAsync(
        Call call, EntityId id, IReadOnlyList<Iri> types, Projection projection, Task<Entity?> held, CancellationToken cancel, string? except = null,
        ICollection<string>? where = null)
    {
        var questions = types.Count == 0 && projection.IsWhole ? sources.Retrievals.Of(id)
            : QuestionsOf(new SourceRequest { Ids = [id], Types = [.. types], Attributes = Named(projection), Datasets = DatasetsIn(projection) });
        var matches = sources.Find(call, questions, out var looping);
        Warnings.Loops(call, looping);
        var asking = matches.FindAll(match => match.Registration.Supports(Retrieving) && match.Registration.Id != except);
        var asked = sources.AskAsync(asking, match => AskAsync(call, match, questions, cancel)).AsTask();
        await Task.WhenAll(asked, held);
        var (answers, local) = (await asked, await held is { } own ? Coverage.Rest(matches, own) : null);
        if (asking.Count == 0)
            return local;
        var versions = new List<Entity>();
        var fillers = new List<Entity>();
        if (local is not null)
        {
            versions.Add(local);
            where?.Add("@none");
        }
        for (var i = 0; i < asking.Count; i++)
        {
            (asking[i].Registration.Mode == SourceMode.Auxiliary ? fillers : versions).AddRange(answers[i]);
            if (answers[i].Count > 0)
                where?.Add(asking[i].Registration.Id);
        }
        return Merge.Of(versions, fillers, call.Now);
    }

    private async ValueTask<IReadOnlyList<Entity>> AskAsync(Call call, SourceMatch match, SourceQuestions questions, CancellationToken cancel)
    {
        var (registration, request) = (match.Registration, questions.Request);
        if (await sources.TermsOfAsync(call, registration, cancel) is not { } terms)
            return [];
        var reply = await sources.SendAsync(call, registration, questions.Of(match, terms, limit: 1), cancel);
        return await Warnings.EntitiesAsync(call, registration, reply, sources.Reader(call.Tenant), terms, cancel) is { } entities
            ? [.. entities.Where(entity => entity.Id == request.Ids[0] && !entity.IsDeleted).Select(entity => Coverage.Trim(registration, entity, request)).OfType<Entity>()] : [];
    }

    /// <summary>The questions for one entity.</summary>
    public static SourceQuestions QuestionsOf(SourceRequest request) => new(request, (match, terms, _) => Message(match, request, terms));

    private static RemoteMessage Message(SourceMatch match, SourceRequest request, ActiveContext terms)
    {
        var id = request.Ids[0];
        var part = new SourcePart(match, request, terms);
        if (match.Registration.Supports(SourceOperations.RetrieveEntity))
            return new RemoteMessage("GET", $"entities/{Uri.EscapeDataString(id.Value)}", [.. part.Types, .. part.Attributes, ("options", "sysAttrs")], terms);
        if (match.Registration.Supports(SourceOperations.QueryEntity))
            return new RemoteMessage("GET", "entities", [("id", id.Value), .. part.Types, .. part.Attributes, ("options", "sysAttrs")], terms);
        return new RemoteMessage("POST", "entityOperations/query", [("options", "sysAttrs")], terms) { Body = part.Query([id], null) };
    }

    /// <summary>The attributes that a projection names; not set where it names none, or leaves others in.</summary>
    private static ImmutableArray<Iri> Named(Projection projection) =>
        projection.Attrs?.Attributes ?? (projection.Pick is { Attributes: { IsEmpty: false } picked } ? picked : default);

    /// <summary>The instances that a projection names; not set where it names none.</summary>
    public static ImmutableArray<string> DatasetsIn(Projection projection) => projection.Datasets is { } datasets
        ? [.. datasets.Select(dataset => dataset.Length == 0 ? "@none" : System.Text.Encoding.UTF8.GetString(dataset))] : default;
}
