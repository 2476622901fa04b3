using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Spec.Config;
using Consensoor.Spec.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// The whole Beacon API against its definition, on one chain in virtual time in each of its forks.
/// </summary>
public sealed partial class ApiWalkTests(WalkRun run, ITestOutputHelper output) : IClassFixture<WalkRun>
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "api.md");

    [SharedFact("apis/beacon-node.openapi.json")]
    public void EveryOperationIsAsItsDefinitionSays()
    {
        var walk = run.Done.Walk;
        output.WriteLine($"{walk.Requests} requests, {walk.Findings.Count} findings");
        Judge("walk", walk.Findings);
    }

    /// <summary>Each of the program's own routes, by the document that the node serves of them.</summary>
    [SharedFact("apis/beacon-node.openapi.json")]
    public void EveryOperationOfItsOwnIsAsItsDocumentSays()
    {
        var walk = run.Done.Own;
        output.WriteLine($"{walk.Requests} requests, {walk.Findings.Count} findings");
        Judge("own", walk.Findings);
    }

    [SharedFact("apis/beacon-node.openapi.json")]
    public void ThePageSaysWhatWasSeen()
    {
        var page = ApiDocument.Of(run.Done.Walk, run.Done.Definition, run.Done.Own, OwnSchemas.Definition);
        if (Environment.GetEnvironmentVariable("CONSENSOOR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Page, page);
        }

        Assert.Equal(page, File.ReadAllText(Page));
    }

    /// <summary>Each call that a tool or validator client is known to make is answered as one that is known, by what it accepts.</summary>
    [SharedFact("apis/used-by-tools.csv")]
    public void EachCallOfAToolIsAnswered()
    {
        var values = new WalkValues(run.Done.Definition, run.Done.Chain, run.Done.Duties);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var calls = ToolCall.Load().Where(static call => call.IsForANode).ToList();
        foreach (var call in calls)
        {
            var request = call.Request(values, run.Done.Definition, run.Done.Duties);
            var answer = call.Path == EventRoutes.Path
                ? run.Done.Chain.Stream(request, static () => { })
                : run.Done.Chain.Send(request);
            if (call.Problem(answer) is { } problem)
            {
                found.TryAdd($"{call.Tool} | {call.Method} {call.Path} | {call.Query} | {call.Accept}".TrimEnd(), problem);
            }
        }

        output.WriteLine($"{calls.Count} calls of {calls.Select(static call => call.Tool).Distinct().Count()} tools");
        Judge("tools", found);
    }

    /// <summary>Events have the members that the standard names and no others, and none is told twice.</summary>
    [SharedFact("apis/events.csv")]
    public void EventsHaveTheirShapesAndComeOnce()
    {
        var shapes = File.ReadAllLines(Path.Combine(Repository.Root, "..", "shared", "apis", "events.csv")).Skip(1)
            .Select(static line => line.Split(',')).ToDictionary(static row => row[0], static row => row[3]);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (told, topic, data) in run.Done.Events)
        {
            if (!shapes.TryGetValue(topic, out var fields) || fields.Length == 0)
            {
                continue;
            }

            using var json = JsonDocument.Parse(data);
            var fork = ForkOf(json.RootElement) ?? told;
            var expected = Expected(topic, fields, fork);
            foreach (var name in expected.Where(name => !Has(json.RootElement, name)))
            {
                found.TryAdd($"{topic} has {name}", $"in {fork.Text()}: {json.RootElement}");
            }

            foreach (var member in json.RootElement.EnumerateObject().Where(member => !expected.Contains(member.Name)))
            {
                found.TryAdd($"{topic} has no {member.Name}", $"in {fork.Text()}: {json.RootElement}");
            }
        }

        foreach (var twice in run.Done.Events.GroupBy(static one => (one.Topic, one.Data)).Where(static group => group.Count() > 1))
        {
            found.TryAdd($"{twice.Key.Topic} comes once", $"{twice.Count()} times {twice.Key.Data}");
        }

        var seen = run.Done.Events.Select(static one => one.Topic).ToHashSet();
        output.WriteLine(string.Join(", ", seen.Order()));
        foreach (var topic in (string[])
            [
                "head", "head_v2", "block", "block_gossip", "attestation", "single_attestation", "contribution_and_proof",
                "light_client_optimistic_update", "execution_payload", "execution_payload_gossip", "execution_payload_available",
                "payload_attestation_message", "payload_attributes",
            ])
        {
            if (!seen.Contains(topic))
            {
                found.TryAdd($"{topic} is told", "it never was");
            }
        }

        Judge("events", found);
    }

    // By its own slot, where it has one: it may be told in the walk of the next fork.
    private ForkName? ForkOf(JsonElement json)
    {
        foreach (var path in (string[])
            [
                "slot", "data.slot", "data.data.slot", "data.proposal_slot", "data.signature_slot", "message.contribution.slot",
                "data.message.proposal_slot",
            ])
        {
            if (Find(json, path) is { ValueKind: JsonValueKind.String } found)
            {
                return run.Done.Chain.Spec.ForkAtSlot(ulong.Parse(found.GetString()!, CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    // What is said to be from gloas on is, with all behind it up to an aside; votes have committee bits from electra on.
    private static HashSet<string> Expected(string topic, string fields, ForkName fork)
    {
        var (expected, isOfGloas) = (new HashSet<string>(StringComparer.Ordinal), false);
        foreach (var part in fields.Split(';'))
        {
            isOfGloas |= part.Contains("from gloas on", StringComparison.Ordinal);
            var name = Fields().Match(part).Groups["name"].Value;
            if ((fork >= ForkName.Gloas || !isOfGloas)
                && (fork >= ForkName.Electra || (topic, name) is not ("attestation", "committee_bits")))
            {
                expected.Add(name);
            }

            isOfGloas &= !part.Contains('(', StringComparison.Ordinal);
        }

        return expected;
    }

    private static void Judge(string part, IReadOnlyDictionary<string, string> found) =>
        Assert.True(found.Count == 0, string.Join('\n', found.Select(one => $"{part}: {one.Key} => {one.Value}")));

    private static bool Has(JsonElement json, string path) => Find(json, path) is not null;

    private static JsonElement? Find(JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json;
    }

    [GeneratedRegex("(?<name>[a-z_0-9.]+): (decimal string|hex|bool|object|array|string)")]
    private static partial Regex Fields();
}
