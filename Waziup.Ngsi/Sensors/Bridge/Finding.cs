using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Discovery;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Finds the sensors that fit a need.</summary>
internal sealed class Finding(ContextBroker broker, StoredEntities stored)
{
    private const string Parts = "id,type,scope,location,controlledProperty,quantityKind,sensorKind,owner,refDevice,unit,numValue,textValue";

    public async ValueTask<(FittingSet Set, ImmutableArray<FormRemark> Warnings)> RunAsync(Call call, JsonElement document, CancellationToken cancel)
    {
        if (!SensorNeed.TryRead(document, out var need, out var remarks))
            throw Remarks.Refusal(remarks);
        var plan = QueryPlan.Of(RequestOf(SensorQuery.Of(need, call.Now)), call);
        var judge = new SensorJudge(need);
        var looked = 0;
        SensorFit? Judge(EntityView view) => ++looked > SensorNeed.MostJudged
            ? throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"more than {SensorNeed.MostJudged} sensors may fit; say more of what is needed"))
            : judge.Judge(stored.Text(view), call.Now);
        return (FittingSet.Of(need, await broker.Reads.SelectAsync(call, plan.Filter, Judge, cancel) ?? await PagesAsync(call, plan, Judge, cancel)), remarks);
    }

    /// <summary>Where other brokers are asked too.</summary>
    private async ValueTask<List<SensorFit>> PagesAsync(Call call, QueryPlan plan, Func<EntityView, SensorFit?> judge, CancellationToken cancel)
    {
        var (fits, more) = (new List<SensorFit>(), true);
        for (var offset = 0; more; offset += broker.Options.MaxPage)
        {
            var page = await broker.Entities.QueryAsync(call, plan, new PageRequest(offset, broker.Options.MaxPage, WantsTotal: false), cancel);
            fits.AddRange(page.Rows.Select(judge).OfType<SensorFit>());
            more = page.More;
        }
        return fits;
    }

    private static QueryRequest RequestOf(SensorQuery query) => new()
    {
        Selectors = [new SelectorText(SensorQuery.Type, null, null)],
        Q = query.Q,
        ExpandValues = query.Q is null ? null : SensorQuery.ExpandValues,
        ScopeQ = query.ScopeQ,
        Georel = query.Georel,
        Geometry = query.Geometry,
        Coordinates = query.Coordinates,
        Pick = Parts,
    };
}
