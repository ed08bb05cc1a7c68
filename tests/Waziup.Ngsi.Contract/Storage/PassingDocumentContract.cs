using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Documents one by one, their number, and those that go by themselves.</summary>
public abstract class PassingDocumentContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task A_document_is_found_by_tenant_kind_and_id()
    {
        await PutAsync("a", body: "1", owner: "alice", expiresAt: In(60));
        await PutAsync("b", body: "2");
        await PutAsync("a", body: "3", kind: DocumentKind.Context);
        await PutAsync("a", body: "4", tenant: Tenant("farm"));

        await ReopenAsync();

        Assert.Equal("a alice 1 60", await FindAsync("a"));
        Assert.Equal("b  2 never", await FindAsync("b"));
        Assert.Equal("a  3 never", await FindAsync("a", DocumentKind.Context));
        Assert.Equal("a  4 never", await FindAsync("a", tenant: Tenant("farm")));
        Assert.Null(await FindAsync("c"));
        Assert.Null(await FindAsync("A"));
        Assert.Null(await FindAsync("a", DocumentKind.Setting));
        Assert.Null(await FindAsync("b", tenant: Tenant("farm")));
        Assert.Null(await FindAsync("a", tenant: Tenant("nobody")));
        Assert.Equal((DocumentKind.EntityMap, Now), await HeadAsync("a"));
    }

    [Fact]
    public async Task Documents_are_counted_per_tenant_and_kind()
    {
        await PutAsync("a");
        await PutAsync("b", expiresAt: In(1));
        await PutAsync("b", body: "2");
        await PutAsync("a", kind: DocumentKind.Context);
        await PutAsync("a", tenant: Tenant("farm"));

        await ReopenAsync();

        Assert.Equal((2, 1, 0), (await CountAsync(), await CountAsync(DocumentKind.Context), await CountAsync(DocumentKind.Setting)));
        Assert.Equal((1, 0), (await CountAsync(tenant: Tenant("farm")), await CountAsync(tenant: Tenant("nobody"))));
        await Storage.Documents.DeleteAsync(default, DocumentKind.EntityMap, "a", Cancel);
        Assert.Equal((1, 1), (await CountAsync(), await CountAsync(tenant: Tenant("farm"))));
        Assert.False(Storage.Tenants.Exists(Tenant("nobody")));
    }

    [Fact]
    public async Task What_has_passed_its_time_is_found_and_counted_until_it_is_swept()
    {
        await PutAsync("a", expiresAt: In(-60));

        Assert.Equal("a  {} -60", await FindAsync("a"));
        Assert.Equal(1, await CountAsync());
        Assert.Equal(1, await SweepAsync(0));

        Assert.Null(await FindAsync("a"));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_sweep_takes_what_has_passed_of_any_kind_and_tenant_and_nothing_else()
    {
        await PutAsync("passed", expiresAt: In(9));
        await PutAsync("now", expiresAt: In(10));
        await PutAsync("soon", expiresAt: new Instant(In(10).Micros + 1));
        await PutAsync("never");
        await PutAsync("passed", expiresAt: In(1), tenant: Tenant("farm"));
        await PutAsync("soon", expiresAt: In(11), tenant: Tenant("farm"));
        await PutAsync("passed", expiresAt: In(2), kind: DocumentKind.Context);

        Assert.Equal(4, await SweepAsync(10));
        Assert.Equal(0, await SweepAsync(10));
        await ReopenAsync();

        Assert.Equal(["/never", "/soon", "farm/soon"], await ListAsync(DocumentKind.EntityMap));
        Assert.Empty(await ListAsync(DocumentKind.Context));
        Assert.Equal(2, await SweepAsync(11));
        Assert.Equal(["/never"], await ListAsync(DocumentKind.EntityMap));
    }

    [Fact]
    public async Task Putting_again_replaces_the_time_too()
    {
        await PutAsync("longer", expiresAt: In(1));
        await PutAsync("longer", expiresAt: In(20));
        await PutAsync("shorter", expiresAt: In(20));
        await PutAsync("shorter", expiresAt: In(1));
        await PutAsync("stays", expiresAt: In(1));
        await PutAsync("stays");
        await PutAsync("goes");
        await PutAsync("goes", expiresAt: In(1));

        Assert.Equal(2, await SweepAsync(10));

        Assert.Equal(["/longer", "/stays"], await ListAsync(DocumentKind.EntityMap));
        Assert.Equal("longer  {} 20", await FindAsync("longer"));
        Assert.Equal("stays  {} never", await FindAsync("stays"));
    }

    [Fact]
    public async Task The_time_outlives_a_restart()
    {
        await PutAsync("a", expiresAt: In(10));
        await PutAsync("b");

        await ReopenAsync();
        var listed = await Storage.Documents.ListAsync(DocumentKind.EntityMap, Cancel);

        Assert.Equal([In(10), Instant.None], listed.OrderBy(item => item.Document.Id, StringComparer.Ordinal).Select(item => item.Document.ExpiresAt));
        Assert.Equal(0, await SweepAsync(9));
        Assert.Equal(1, await SweepAsync(10));
        await ReopenAsync();
        Assert.Equal(["/b"], await ListAsync(DocumentKind.EntityMap));
    }

    private protected Instant In(int seconds) => Instant.Of(Time.GetUtcNow().AddSeconds(seconds));

    private protected ValueTask PutAsync(string id, string body = "{}", string? owner = null, Instant? expiresAt = null, DocumentKind kind = DocumentKind.EntityMap, TenantId tenant = default) =>
        Storage.Documents.PutAsync(tenant, new Document(kind, id, owner, Now, Encoding.UTF8.GetBytes(body)) { ExpiresAt = expiresAt ?? Instant.None }, Cancel);

    private protected async Task<string?> FindAsync(string id, DocumentKind kind = DocumentKind.EntityMap, TenantId tenant = default) =>
        await Storage.Documents.FindAsync(tenant, kind, id, Cancel) is not { } found ? null
            : $"{found.Id} {found.Owner} {Encoding.UTF8.GetString(found.Body.Span)} {(found.ExpiresAt.IsNone ? "never" : (found.ExpiresAt.Micros - Now.Micros) / 1_000_000)}";

    private async Task<(DocumentKind Kind, Instant ModifiedAt)> HeadAsync(string id)
    {
        var found = (await Storage.Documents.FindAsync(default, DocumentKind.EntityMap, id, Cancel))!;
        return (found.Kind, found.ModifiedAt);
    }

    private protected ValueTask<long> CountAsync(DocumentKind kind = DocumentKind.EntityMap, TenantId tenant = default) => Storage.Documents.CountAsync(tenant, kind, Cancel);

    private protected ValueTask<int> SweepAsync(int seconds) => Storage.Documents.SweepAsync(In(seconds), Cancel);

    private protected async Task<IEnumerable<string>> ListAsync(DocumentKind kind) =>
        (await Storage.Documents.ListAsync(kind, Cancel)).Select(item => $"{item.Tenant}/{item.Document.Id}").Order(StringComparer.Ordinal);
}
