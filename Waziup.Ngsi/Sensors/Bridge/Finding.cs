using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Discovery;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Finds the sensors that fit a need.</summary>
internal sealed class Finding(ContextBroker broker, StoredEntities stored)
{
    private const string Parts = "id,type,scope,location,controlledProperty,quantityKind,sensorKind,owner,refDevice,unit,numValue,textValue";

    public async ValueTask<FittingSet> RunAsync(Call call, SensorNeed need, CancellationToken cancel)
    {
        var plan = QueryPlan.Of(RequestOf(SensorQuery.Of(need, call.Now)), call);
        var judge = new SensorJudge(need);
        var (fits, more) = (new List<SensorFit>(), true);
        for (var offset = 0; more; offset += broker.Options.MaxPage)
        {
            if (offset > SensorNeed.MostJudged)
                throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"more than {SensorNeed.MostJudged} sensors may fit; say more of what is needed"));
            var page = await broker.Entities.QueryAsync(call, plan, new PageRequest(offset, broker.Options.MaxPage, WantsTotal: false), cancel);
            fits.AddRange(page.Rows.Select(view => judge.Judge(stored.Text(view), call.Now)).OfType<SensorFit>());
            more = page.More;
        }
        return FittingSet.Of(need, fits);
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
