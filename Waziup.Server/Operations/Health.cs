using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Operations;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it serves, and its store can be read; 503 while it stops or cannot.
/// </summary>
internal static class Health
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly EntityId Nobody = EntityId.TryParse("urn:waziup:health", out var id) ? id : default;

    public static void UseHealth(this IApplicationBuilder app, Phase phase)
    {
        var broker = app.ApplicationServices.GetRequiredService<ContextBroker>();
        app.Use(next => http => http.Request.Path.Value switch
        {
            "/health/live" => AnswerAsync(http, isGood: true, "live"),
            "/health/ready" => ReadyAsync(http, broker, phase),
            _ => next(http),
        });
    }

    private static async Task ReadyAsync(HttpContext http, ContextBroker broker, Phase phase)
    {
        if (!phase.IsServing)
            await AnswerAsync(http, isGood: false, "stopping");
        else if (await CanReadAsync(broker, http.RequestAborted))
            await AnswerAsync(http, isGood: true, "ready");
        else
            await AnswerAsync(http, isGood: false, "the store cannot be read");
    }

    private static async Task<bool> CanReadAsync(ContextBroker broker, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, broker.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await broker.Storage.Entities.FindAsync(TenantId.Default, Nobody, either.Token);
            return true;
        }
        catch (Exception failure) when (failure is NgsiLdException or OperationCanceledException)
        {
            return false;
        }
    }

    private static Task AnswerAsync(HttpContext http, bool isGood, string status)
    {
        http.Response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync($$"""{"status":"{{status}}"}""");
    }
}
