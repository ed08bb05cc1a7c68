using Waziup.Server.Options;

namespace Waziup.Server.Operations.Metrics;

/// <summary>Collects metrics from the start and shows them under <c>/metrics</c>; sends them and traces elsewhere where that is asked for.</summary>
internal static class MetricsExtensions
{
    public static void AddMetrics(this IServiceCollection services, ServerOptions options)
    {
        services.AddMetrics();
        services.AddSingleton<MetricCollector>();
        if (options.OtlpEndpoint is { } endpoint)
            services.AddHostedService(_ => new OtlpExport(endpoint));
    }

    public static void UseMetrics(this IApplicationBuilder app)
    {
        var collector = app.ApplicationServices.GetRequiredService<MetricCollector>();
        app.Use(next => http =>
        {
            if (http.Request.Path.Value != "/metrics")
                return next(http);
            http.Response.ContentType = PrometheusText.ContentType;
            return http.Response.WriteAsync(PrometheusText.Write(collector.Read()));
        });
    }
}
