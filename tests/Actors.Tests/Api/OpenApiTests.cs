using System.Net;
using System.Text.Json.Nodes;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Api.Walk;
using Consensoor.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>The documents that a node serves say what its servers map, and nothing else.</summary>
public sealed class OpenApiTests
{
    private static readonly HttpLimits Limits = HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor"));

    public static TheoryData<string> Names => [.. OpenApiDocuments.All.Select(static one => one.Name)];

    [Fact]
    public async Task EachRouteOfTheBeaconApisServerIsOfTheStandardOrInADocument()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        // None of the handlers is run.
        BeaconApi.Serve(app, null!, Limits);
        Assert.Equal(
            StandardRoutes.All.Concat(In("consensoor.json")).Concat(In("beacon-earlier.json")).Order(),
            BeaconApi.Served(app).Order());
    }

    [Fact]
    public async Task TheRoutesOfTheKeymanagerApisServerAreThoseOfItsDocument()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var nobody = ActorRefs.Nobody;
            await using var app = KeymanagerApi.Build(
                new IPEndPoint(IPAddress.Loopback, 0), Limits, BearerToken.Load(null, folder),
                new KeymanagerContext(null!, null!, nobody, nobody, nobody));
            Assert.Equal(In("keymanager.json").Order(), BeaconApi.Served(app).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The official description is the judge of what there is, what it is asked with, and what it may answer with.</summary>
    [Fact]
    public void TheKeymanagerApiIsTheOfficialOne()
    {
        var official = Definition.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", "keymanager.schemas.json")));
        var own = OwnSchemas.Load("keymanager.json");
        Assert.Equal(
            official.Operations.Select(static one => one.Name).Order(), own.Operations.Select(static one => one.Name).Order());
        foreach (var theirs in official.Operations)
        {
            var ours = own.Operations.Single(one => one.Name == theirs.Name);
            Assert.Empty(theirs.Responses.Keys.Except(ours.Responses.Keys));
            Assert.Equal(
                theirs.Parameters.Select(static one => (one.Name, one.In, one.IsRequired)).Order(),
                ours.Parameters.Select(static one => (one.Name, one.In, one.IsRequired)).Order());
            Assert.Equal(theirs.Body is null, ours.Body is null);
            if (theirs.Body is { } body)
            {
                var (asked, taken) = (Members(official, body), Members(own, ours.Body!));
                Assert.Equal(asked.All, taken.All);
                Assert.Equal(asked.Required, taken.Required);
            }
        }
    }

    /// <summary>A document stands alone: what it refers to is in it, what is in it is referred to, and no two operations are one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ADocumentIsWhole(string name)
    {
        var root = JsonNode.Parse(OpenApiDocuments.Find(name)!)!;
        Assert.Equal("3.1.0", (string?)root["openapi"]);
        var schemas = root["components"]!["schemas"]!.AsObject().Select(static one => $"#/components/schemas/{one.Key}").ToHashSet();
        var used = References(root).ToHashSet();
        Assert.Equal(schemas.Order(), used.Order());
        var ids = root["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject())
            .Select(static operation => (string)operation.Value!["operationId"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(
            OwnSchemas.Load(name).Operations,
            static one => Assert.Equal(
                one.Path.Split('/').Where(static part => part.StartsWith('{')).Select(static part => part.Trim('{', '}')),
                one.Parameters.Where(static parameter => parameter.In == "path").Select(static parameter => parameter.Name)));
    }

    [Fact]
    public void TheFaultsAreThoseThatThereAre()
    {
        var kinds = OwnSchemas.Definition.Schemas["Fault"]!["properties"]!["kind"]!["enum"]!.AsArray().Select(static one => (string)one!);
        Assert.Equal(Enum.GetValues<FaultKind>().Select(FaultText.NameOf).Order(), kinds.Order());
    }

    private static IEnumerable<(string Method, string Path)> In(string name) =>
        OwnSchemas.Load(name).Operations.Select(static one => (one.Method, one.Path));

    private static (IReadOnlyList<string> All, IReadOnlyList<string> Required) Members(Definition definition, BodyOf body)
    {
        var schema = definition.Found(body.Content["application/json"]["schema"]!);
        return (
            [.. schema["properties"]!.AsObject().Select(static one => one.Key).Order(StringComparer.Ordinal)],
            [.. (schema["required"]?.AsArray() ?? []).Select(static one => (string)one!).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static one => one is { Key: "$ref", Value: JsonValue value }
            ? [(string)value!]
            : References(one.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
