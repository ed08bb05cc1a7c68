using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Architecture;

public class RoomTests
{
    [Fact]
    public void Rooms_of_the_core_import_one_way()
    {
        var folder = Repository.At("Waziup.Ngsi/Core");
        var files = Repository.Sources("Waziup.Ngsi/Core").ToList();

        var faults = files.SelectMany(file => Rooms.Faults(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)));

        Assert.NotEmpty(files);
        Assert.Empty(faults);
    }

    [Fact]
    public void Compiled_code_of_a_room_uses_no_later_one()
    {
        // Sees what a using line does not show: a name qualified from the parent namespace, or a type that is only inferred.
        var uses = MemberUses.In(typeof(Entity).Assembly.Location)
            .Select(use => (use, From: Rooms.Of(use.UserNamespace), To: Rooms.Of(use.TypeNamespace)))
            .Where(x => x.From is not null && x.To is not null)
            .ToList();

        var faults = uses.Where(x => !Rooms.MayUse(x.From!, x.To!))
            .Select(x => $"{x.use.User} uses {x.use.Type}: {x.From} must not use {x.To}.")
            .Distinct();

        Assert.NotEmpty(uses);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Model/Entity.cs", "namespace Waziup.Ngsi.Model;\nusing Waziup.Ngsi.Json;", 0)]
    [InlineData("Model/Entity.cs", "using Waziup.Ngsi.Storage;\nnamespace Waziup.Ngsi.Model;", 1)]
    [InlineData("Model/Entity.cs", "global using static Waziup.Ngsi.Broker.Call;\nnamespace Waziup.Ngsi.Model;", 1)]
    [InlineData("Model/Entity.cs", "namespace Waziup.Ngsi.Model;\nclass A : Waziup.Ngsi.Access.Grant { }", 1)]
    [InlineData("Model/Entity.cs", "namespace Waziup.Ngsi.Model;\n/// <see cref=\"Waziup.Ngsi.Access.Grant\"/>", 0)]
    [InlineData("Model/Entity.cs", "namespace Waziup.Ngsi.Query;", 2)]
    [InlineData("Model/Entity.cs", "namespace Waziup.Ngsi.Model;\nusing Waziup.Ngsi.Sqlite;", 1)]
    [InlineData("Storage/Memory/Store.cs", "namespace Waziup.Ngsi.Storage.Memory;\nusing Waziup.Ngsi.Query;", 0)]
    [InlineData("Federation/Split.cs", "namespace Waziup.Ngsi.Federation;\nusing Waziup.Ngsi.Notifications;", 1)]
    [InlineData("Notifications/Lane.cs", "namespace Waziup.Ngsi.Notifications;\nusing Waziup.Ngsi.Federation;", 1)]
    [InlineData("Hosting/Add.cs", "namespace Microsoft.Extensions.DependencyInjection;\nusing Waziup.Ngsi.Broker;", 0)]
    [InlineData("Broker/Add.cs", "namespace Microsoft.Extensions.DependencyInjection;", 1)]
    [InlineData("Utils/Text.cs", "namespace Waziup.Ngsi.Utils;", 1)]
    [InlineData("GlobalUsings.cs", "global using System;", 1)]
    public void The_rule_sees_what_it_should(string path, string source, int faults) =>
        Assert.Equal(faults, Rooms.Faults(path, source).Count());
}
