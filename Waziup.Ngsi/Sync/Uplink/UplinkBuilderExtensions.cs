using Microsoft.Extensions.DependencyInjection;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Adds the link to a cloud to a broker.</summary>
public static class UplinkBuilderExtensions
{
    /// <summary>Tells another broker what is here, and goes on telling it as long as the host runs; nothing while <see cref="UplinkOptions.Cloud"/> is not set.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="configure">Where the cloud is, and how it is told.</param>
    public static NgsiLdBuilder AddUplink(this NgsiLdBuilder builder, Action<UplinkOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<UplinkOptions>().Configure(configure)
            .Validate(options => options.Cloud is null or { Scheme: "http" or "https" }, "Cloud is an http or https URL")
            .Validate(options => options.Name.Length is > 0 and <= 64 && options.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), "Name has 1 to 64 letters, digits and hyphens")
            .Validate(options => options.Gateway.Length is > 0 and <= 256, "Gateway has 1 to 256 characters")
            .Validate(options => options.Interval >= TimeSpan.FromSeconds(0.1) && options.Interval <= TimeSpan.FromHours(1), "Interval lies between 0.1 s and 1 h")
            .Validate(options => options.MaxRows is >= 1 and <= 20_000, "MaxRows lies between 1 and 20,000")
            .Validate(options => options.MaxEntities is >= 1 and <= 1_000, "MaxEntities lies between 1 and 1,000")
            .Validate(options => options.BytesADay is null or >= 1, "BytesADay is at least 1")
            .Validate(options => options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= TimeSpan.FromMinutes(10), "Timeout lies between 1 s and 10 min")
            .Validate(options => options.RetryRefused >= TimeSpan.FromSeconds(1), "RetryRefused is at least 1 s").ValidateOnStart();
        builder.Services.AddHostedService<UplinkService>();
        return builder;
    }
}
