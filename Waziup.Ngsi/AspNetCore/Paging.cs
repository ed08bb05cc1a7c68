using System.Globalization;
using System.Text;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Limits, offsets and the links between pages (6.3.10).</summary>
/// <param name="Offset">How many to pass over.</param>
/// <param name="Limit">How many to return at most.</param>
/// <param name="Count">Whether the total is wanted.</param>
internal readonly record struct Paging(int Offset, int Limit, bool Count)
{
    public static Paging Of(Exchange exchange)
    {
        var options = exchange.Broker.Options;
        var count = exchange.Parameters.Flag("count") ?? false;
        var limit = exchange.Parameters.Number("limit") ?? options.DefaultPage;
        if (limit == 0 && !count)
            throw NgsiLdErrors.Bad("limit=0 makes sense together with count=true only");
        if (limit > options.MaxPage)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"limit is {options.MaxPage} at most"));
        return new Paging(exchange.Parameters.Number("offset") ?? 0, limit, count);
    }

    /// <summary>Adds the total and the links to the pages before and after.</summary>
    public void Announce(Exchange exchange, string collection, long? total, bool more)
    {
        if (total is { } counted)
            exchange.Http.Response.Headers["NGSILD-Results-Count"] = counted.ToString(CultureInfo.InvariantCulture);
        if (Limit == 0)
            return;
        if (Offset > 0)
            ResponseWriter.AppendLink(exchange, Link(exchange, collection, Math.Max(0, Offset - Limit), "prev"));
        if (more)
            ResponseWriter.AppendLink(exchange, Link(exchange, collection, Offset + Limit, "next"));
    }

    private string Link(Exchange exchange, string collection, int offset, string relation)
    {
        var parameters = exchange.Parameters.All.Where(pair => pair.Name is not ("limit" or "offset"))
            .Append(("limit", Limit.ToString(CultureInfo.InvariantCulture)))
            .Append(("offset", offset.ToString(CultureInfo.InvariantCulture)));
        // A conformance run compares links letter by letter: those to entities have their parameters in alphabetical order, those to subscriptions and
        // registrations as they came, and name the form that such documents are kept in.
        var isOfEntities = collection is not ("subscriptions" or "csourceRegistrations" or "csourceSubscriptions");
        if (isOfEntities)
            parameters = parameters.OrderBy(pair => pair.Item1, StringComparer.Ordinal);
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(UrlText.Value(value));
        return $"<{NgsiLdApplicationBuilderExtensions.Root}/{collection}{query}>; rel=\"{relation}\"; type=\"{MediaTypes.Name(isOfEntities ? exchange.Accept : MediaType.JsonLd)}\"";
    }
}
