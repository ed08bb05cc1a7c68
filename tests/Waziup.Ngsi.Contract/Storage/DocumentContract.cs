using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Small documents and tenants.</summary>
public abstract class DocumentContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task A_document_is_listed_as_it_was_put()
    {
        await Storage.Documents.PutAsync(default, Document("a", "{}", "alice"), Cancel);
        await Storage.Documents.PutAsync(default, Document("b", "[]", null), Cancel);
        await Storage.Documents.PutAsync(Tenant("farm"), Document("a", "1", null), Cancel);
        await Storage.Documents.PutAsync(default, Document("a", "\"setting\"", null) with { Kind = DocumentKind.Setting }, Cancel);

        await ReopenAsync();

        Assert.Equal(["/a alice {}", "/b  []", "farm/a  1"], await ListAsync(DocumentKind.Context));
        Assert.Equal(["/a  \"setting\""], await ListAsync(DocumentKind.Setting));
        Assert.All(await Storage.Documents.ListAsync(DocumentKind.Context, Cancel), item => Assert.Equal(Now, item.Document.ModifiedAt));
    }

    [Fact]
    public async Task Putting_again_replaces()
    {
        await Storage.Documents.PutAsync(default, Document("a", "{}", "alice"), Cancel);
        await Storage.Documents.PutAsync(default, Document("a", "[1]", "bob"), Cancel);

        Assert.Equal(["/a bob [1]"], await ListAsync(DocumentKind.Context));
    }

    [Fact]
    public async Task One_that_was_changed_meanwhile_is_not_replaced()
    {
        var (first, second, third) = (Document("a", "1", "alice"), Document("a", "2", null) with { ModifiedAt = new Instant(Now.Micros + 1) }, Document("a", "3", null) with { ModifiedAt = new Instant(Now.Micros + 2) });

        Assert.False(await Storage.Documents.ReplaceAsync(Tenant("farm"), second, first.ModifiedAt, Cancel));
        Assert.Empty(await ListAsync(DocumentKind.Context));
        Assert.True(await Storage.Documents.ReplaceAsync(Tenant("farm"), first, Instant.None, Cancel));
        Assert.False(await Storage.Documents.ReplaceAsync(Tenant("farm"), second, Instant.None, Cancel));
        Assert.True(await Storage.Documents.ReplaceAsync(Tenant("farm"), second, first.ModifiedAt, Cancel));
        Assert.False(await Storage.Documents.ReplaceAsync(Tenant("farm"), third, first.ModifiedAt, Cancel));
        Assert.False(await Storage.Documents.ReplaceAsync(default, third, second.ModifiedAt, Cancel));

        await ReopenAsync();

        Assert.Equal(["farm/a  2"], await ListAsync(DocumentKind.Context));
        await Storage.Documents.DeleteAsync(Tenant("farm"), DocumentKind.Context, "a", Cancel);
        Assert.False(await Storage.Documents.ReplaceAsync(Tenant("farm"), third, second.ModifiedAt, Cancel));
    }

    [Fact]
    public async Task Of_many_who_replace_one_at_once_one_does()
    {
        await Storage.Documents.PutAsync(default, Document("a", "0", null), Cancel);

        var done = await Task.WhenAll(Enumerable.Range(1, 20).Select(async i =>
            await Storage.Documents.ReplaceAsync(default, Document("a", $"{i}", null) with { ModifiedAt = new Instant(Now.Micros + i) }, Now, Cancel)));

        Assert.Equal(1, done.Count(isDone => isDone));
    }

    [Fact]
    public async Task Deleting_takes_one_document()
    {
        await Storage.Documents.PutAsync(default, Document("a", "{}", null), Cancel);
        await Storage.Documents.PutAsync(Tenant("farm"), Document("a", "{}", null), Cancel);

        Assert.Equal(Outcome.Done, await Storage.Documents.DeleteAsync(default, DocumentKind.Context, "a", Cancel));
        Assert.Equal(Outcome.NotFound, await Storage.Documents.DeleteAsync(default, DocumentKind.Context, "a", Cancel));
        Assert.Equal(Outcome.NotFound, await Storage.Documents.DeleteAsync(Tenant("farm"), DocumentKind.Setting, "a", Cancel));
        Assert.Equal(Outcome.NotFound, await Storage.Documents.DeleteAsync(Tenant("nobody"), DocumentKind.Context, "a", Cancel));

        await ReopenAsync();

        Assert.Equal(["farm/a  {}"], await ListAsync(DocumentKind.Context));
    }

    [Fact]
    public async Task A_tenant_comes_into_being_with_its_first_write()
    {
        Assert.True(Storage.Tenants.Exists(TenantId.Default));
        Assert.Equal([TenantId.Default], Storage.Tenants.List());

        await WriteAsync(MutationKind.Append, "urn:p:1", """{"a":{"type":"Property","value":1}}""", tenant: Tenant("empty"));
        Assert.False(Storage.Tenants.Exists(Tenant("empty")));

        await CreateAsync("urn:p:1", tenant: Tenant("b"));
        await Storage.Documents.PutAsync(Tenant("a"), Document("x", "{}", null), Cancel);
        await ReopenAsync();

        Assert.Equal(["", "a", "b"], Storage.Tenants.List().Select(tenant => tenant.Value));
        Assert.True(Storage.Tenants.Exists(Tenant("b")));
        Assert.False(Storage.Tenants.Exists(Tenant("c")));
    }

    [Fact]
    public async Task Writes_to_new_tenants_at_the_same_time_make_each_tenant_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            Task.Run(() => CreateAsync($"urn:p:{i}", tenant: Tenant($"t{i % 4}")), Cancel)));

        Assert.Equal(["", "t0", "t1", "t2", "t3"], Storage.Tenants.List().Select(tenant => tenant.Value));
        Assert.Equal(40, (await Storage.CountAsync(Cancel)).Entities);
    }

    [Fact]
    public void The_store_says_what_it_is() => Assert.NotEmpty(Storage.Description);

    private protected Document Document(string id, string body, string? owner) =>
        new(DocumentKind.Context, id, owner, Now, Encoding.UTF8.GetBytes(body));

    private protected async Task<IEnumerable<string>> ListAsync(DocumentKind kind) =>
        (await Storage.Documents.ListAsync(kind, Cancel))
            .Select(item => $"{item.Tenant}/{item.Document.Id} {item.Document.Owner} {Encoding.UTF8.GetString(item.Document.Body.Span)}")
            .Order(StringComparer.Ordinal);
}
