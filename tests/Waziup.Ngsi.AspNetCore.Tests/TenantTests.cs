using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Tenants are apart, come into being by a create, and are only there for those who may name them (4.14, 6.3.14).</summary>
public sealed class TenantTests
{
    private const string Farm = "NGSILD-Tenant: farm";

    [Fact]
    public async Task Nothing_is_seen_from_one_tenant_in_another()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1), Farm);
        await broker.CreateAsync(Samples.Tank(1, ",\"owner\":\"x\""));

        Assert.Null((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).Json["owner"]);
        Assert.Equal("1", (await broker.GetAsync("/entities?type=Tank&count=true", Farm))["NGSILD-Results-Count"]);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).IsBare(204);
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
    }

    [Fact]
    public async Task The_tenant_is_echoed_in_answers_and_errors()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal("farm", (await broker.PostAsync("/entities", Samples.Tank(1), Farm))["NGSILD-Tenant"]);
        Assert.Equal("farm", (await broker.GetAsync("/entities?type=Tank", Farm))["NGSILD-Tenant"]);
        Assert.Equal("farm", (await broker.GetAsync("/entities/urn:x:y", Farm)).IsProblem(404, "ResourceNotFound")["NGSILD-Tenant"]);
        Assert.Equal("absent", (await broker.GetAsync("/entities?type=Tank", "NGSILD-Tenant: absent")).IsProblem(404, "NonexistentTenant")["NGSILD-Tenant"]);
        Assert.Null((await broker.GetAsync("/entities?type=Tank"))["NGSILD-Tenant"]);
    }

    [Fact]
    public async Task Every_route_says_whether_it_needs_a_tenant_that_is_there()
    {
        await using var broker = await TestBroker.StartAsync();

        foreach (var route in RouteTable.Routes.Where(route => route.Tenant == TenantDemand.Exists))
        {
            var path = "/" + route.Template.Replace("{id}", "urn:x:y").Replace("{attr}", "a");
            (await broker.SendAsync(route.Method, path, route.Body == BodyKind.None ? null : "{}", "application/json", Farm)).IsProblem(404, "NonexistentTenant");
        }
        foreach (var route in RouteTable.Routes.Where(route => route.Tenant == TenantDemand.Creates))
        {
            // A create that fails brings no tenant into being.
            var path = "/" + route.Template;
            Assert.Equal(400, (await broker.SendAsync(route.Method, path, "[7]", "application/json", Farm)).Status);
        }
        foreach (var route in RouteTable.Routes.Where(route => route.Tenant == TenantDemand.Any))
        {
            var status = (await broker.SendAsync(route.Method, "/" + route.Template, route.Body == BodyKind.None ? null : "{}", "application/json", Farm)).Status;
            Assert.Equal(route.Body == BodyKind.None ? 200 : 400, status);
        }
        Assert.DoesNotContain("farm", broker.Broker.Storage.Tenants.List().Select(tenant => tenant.Value));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("farm~1")]
    [InlineData("färm")]
    [InlineData("a/b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_that_none_can_have_is_bad_data_and_not_echoed(string name)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync("/entities", Samples.Tank(1), "NGSILD-Tenant: " + name);

        Assert.Null(answer.IsProblem(400, "BadRequestData")["NGSILD-Tenant"]);
    }

    [Fact]
    public async Task A_tenant_of_others_is_as_one_that_is_not_there()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1), Farm);

        var foreign = await broker.GetAsync("/entities?type=Tank", Farm, "Test-Caller: kofi:nest");
        var absent = await broker.GetAsync("/entities?type=Tank", "NGSILD-Tenant: fort", "Test-Caller: kofi:nest");
        var create = await broker.PostAsync("/entities", Samples.Tank(2), Farm, "Test-Caller: kofi:nest");

        Assert.Equal(absent.IsProblem(404, "NonexistentTenant").Everything.Replace("fort", "farm"), foreign.IsProblem(404, "NonexistentTenant").Everything);
        create.IsProblem(404, "NonexistentTenant");
        await broker.CreateAsync(Samples.Tank(2), "NGSILD-Tenant: nest", "Test-Caller: kofi:nest");
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2", Farm)).Status);
    }

    [Fact]
    public async Task There_is_a_bound_on_how_many_come_into_being()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxTenants = 2);
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: a");
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: b");

        (await broker.PostAsync("/entities", Samples.Tank(1), "NGSILD-Tenant: c")).IsProblem(403, "Forbidden");
        await broker.CreateAsync(Samples.Tank(2), "NGSILD-Tenant: b");
    }
}
