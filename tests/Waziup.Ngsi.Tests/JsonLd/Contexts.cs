using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>Short ways to a resolver and to a context.</summary>
internal static class Contexts
{
    public const string CoreV19 = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";
    public const string DefaultVocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    public static ContextResolver Resolver(
        FakeLoader? loader = null, TimeProvider? clock = null, ContextOptions? options = null, IHostedContexts? hosted = null) =>
        new(loader ?? new FakeLoader(), clock ?? new ManualTime(), options ?? new ContextOptions(), hosted);

    public static async Task<ActiveContext> JsonAsync(this ContextResolver resolver, string json, string owner = "") =>
        await resolver.ResolveAsync(owner, Encoding.UTF8.GetBytes(json), TestContext.Current.CancellationToken);

    public static async Task<ActiveContext> UrlAsync(this ContextResolver resolver, string url, string owner = "") =>
        await resolver.ResolveAsync(owner, url, TestContext.Current.CancellationToken);

    public static Task<ActiveContext> Inline(string json, FakeLoader? loader = null, ContextOptions? options = null) =>
        Resolver(loader, options: options).JsonAsync(json);

    public static async Task<JsonLdErrorCode> Refused(Func<Task> action) => (await Assert.ThrowsAsync<JsonLdException>(action)).Code;
}
