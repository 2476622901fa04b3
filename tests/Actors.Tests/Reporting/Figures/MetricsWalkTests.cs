using System.Text;
using System.Text.RegularExpressions;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Spec.Tests;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>
/// What a node exports against the names that others know: each name of metrics.csv is scraped with its type and labels and moves, or is in
/// docs/metrics-left-out.csv with the reason. docs/metrics.md is written of it.
/// </summary>
public sealed partial class MetricsWalkTests(MetricsRun run) : IClassFixture<MetricsRun>
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "metrics.md");
    private static readonly string LeftOut = Path.Combine(Repository.Root, "docs", "metrics-left-out.csv");

    // The one place where a type or a label is another than in the file.
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["process_cpu_seconds_total"] = "a counter, as it only grows",
        ["gossipsub_mesh_peers_per_main_topic"] = "by topic, without which it says nothing",
    };

    // What stands still in a devnet where nothing goes wrong, nobody joins or leaves, one transport is spoken, and of two nodes neither has
    // a third one to tell what it does not want.
    private static readonly HashSet<string> Still =
    [
        "consensoor_node_info", "consensoor_peers_connected", "consensoor_syncing", "libp2p_peers", "libp2p_peers_multi",
        "libp2p_tcp_peers", "libp2p_quic_peers", "local_validator_count", "process_max_fds", "gossipsub_peers_per_protocol",
        "beacon_current_active_validators", "beacon_previous_active_validators", "beacon_current_validators",
        "beacon_previous_validators", "beacon_processed_deposits_total", "beacon_pending_deposits",
        "beacon_pending_partial_withdrawals", "beacon_pending_consolidations", "beacon_pending_exits",
        "beacon_previous_epoch_orphaned_blocks", "beacon_attestor_slashing_received_total", "beacon_custody_groups",
        "beacon_custody_groups_backfilled", "beacon_reorgs_total", "beacon_sync_state", "gossipsub_topic_subscription_status",
        "gossipsub_topic_peers_counts", "gossipsub_mesh_peer_counts", "gossipsub_mesh_peers_per_main_topic",
        "gossipsub_invalid_messages_per_topic_total", "gossipsub_rejected_messages_per_topic_total",
        "libp2p_pubsub_validation_failure_total", "beacon_data_availability_reconstructed_columns_total",
        "beacon_data_availability_reconstruction_time_seconds", "beacon_data_column_sidecar_computation_seconds",
        "consensoor_sync_distance", "gossipsub_idontwant_msgs_total", "gossipsub_idontwant_msgs_ids_total",
        "discovery_bytes", "discovery_queue_size", "discovery_sessions",
        "discovery_query_peers_found", "discovery_total_queries", "gossipsub_topic_iwant_msgs_total",
        "gossipsub_mesh_peer_inclusion_events_total", "gossipsub_mesh_peer_churn_events_total", "libp2p_peer_connect_event_total",
        "libp2p_peer_disconnect_event_total", "libp2p_peers_per_client", "peer_score_per_client", "peer_score_distribution",
        "gossipsub_scoring_penalties_total", "libp2p_report_peer_msgs_total",
    ];

    [SharedFact("apis/metrics.csv")]
    public void EachKnownNameIsThereWithItsTypeAndLabelsOrLeftOutWithAReason()
    {
        var (late, reasons, used) = (run.Late.Families, Reasons(), new HashSet<string>(StringComparer.Ordinal));
        var wrong = new List<string>();
        foreach (var known in KnownMetric.Load())
        {
            if (!late.TryGetValue(known.Name, out var family))
            {
                if (ReasonFor(known, reasons) is { } reason)
                {
                    used.Add(reason.Key);
                }
                else
                {
                    wrong.Add($"{known.Name} ({known.Group}) is neither exported nor left out with a reason");
                }

                continue;
            }

            if (reasons.ContainsKey(known.Name))
            {
                wrong.Add($"{known.Name} is exported, and left out");
            }

            if (Otherwise.ContainsKey(known.Name) || known.Group.StartsWith("dashboard", StringComparison.Ordinal)
                || known.Group.EndsWith(": js", StringComparison.Ordinal) || known.Group.EndsWith(": prysm", StringComparison.Ordinal))
            {
                continue;
            }

            if (family.Type != known.Type)
            {
                wrong.Add($"{known.Name} is a {family.Type} and no {known.Type}");
            }

            var labels = family.Labels.Where(static label => label != "node").Order(StringComparer.Ordinal);
            if (Mine(family).Count > 0 && !labels.SequenceEqual(known.Labels.Order(StringComparer.Ordinal)))
            {
                wrong.Add($"{known.Name} has the labels {string.Join(", ", family.Labels)} and not {string.Join(", ", known.Labels)}");
            }
        }

        wrong.AddRange(reasons.Keys.Where(name => !used.Contains(name)).Select(static name => $"nothing is left out by {name}"));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [SharedFact("apis/metrics.csv")]
    public void WhatIsExportedMoves()
    {
        var (early, late) = (run.Early.Families, run.Late.Families);
        var known = KnownMetric.Load().Select(static metric => metric.Name).ToHashSet(StringComparer.Ordinal);
        var still = late.Values
            .Where(family => known.Contains(family.Name) && !Still.Contains(family.Name))
            .Where(family => !Mine(family).Any(sample => early.GetValueOrDefault(family.Name)?.ValueOf(sample.Key) != sample.Value))
            .Select(static family => family.Name);
        Assert.Empty(still);
        Assert.Empty(late.Values
            .Where(family => known.Contains(family.Name) && Mine(family).Count == 0)
            .Select(static family => family.Name));
    }

    /// <summary>Labels are words of the program: at most so many series of a family, and none with a stranger's name.</summary>
    [Fact]
    public void LabelsAreBounded()
    {
        // What .NET measures of the clients of all tests in this process is not the node's.
        string[] ofDotNet = ["system_", "microsoft_", "dotnet_"];
        foreach (var family in run.Late.Families.Values.Where(family =>
            Mine(family).Count > 0 && !ofDotNet.Any(prefix => family.Name.StartsWith(prefix, StringComparison.Ordinal))))
        {
            var buckets = Mine(family).Select(static sample => sample.Labels.GetValueOrDefault("le")).Distinct().Count() + 2;
            Assert.True(Mine(family).Count <= 512 * buckets, family.Name);
            Assert.DoesNotContain(Mine(family), static sample => sample.Labels.Values.Any(static value => value.Contains("16Uiu2")));
        }
    }

    [SharedFact("apis/metrics.csv")]
    public void ThePageSaysWhatIsExported()
    {
        if (Environment.GetEnvironmentVariable("CONSENSOOR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Page, PageOf(static family => Named(family.Labels)));
        }

        // Other tests of the process may have made metrics, and samples, that the node which is measured does not have.
        var page = File.ReadAllText(Page);
        var said = Row().Matches(page).ToDictionary(static row => row.Groups[1].Value, static row => row.Groups[2].Value);
        Assert.Equal(
            PageOf(family => Mine(family) is { Count: > 0 } mine ? Named(Exposition.LabelsOf(mine)) : said.GetValueOrDefault(family.Name)),
            page);
    }

    /// <summary>Each query of the board asks for what is exported, by labels that are there.</summary>
    [Fact]
    public void TheBoardAsksForWhatIsThere()
    {
        var families = run.Late.Families;
        var queries = Board.Queries().ToList();
        Assert.InRange(queries.Count, 30, 500);
        var problems = queries.SelectMany(query => Board.Problems(query, families)).ToList();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    internal static IReadOnlyList<Exposition.Sample> Mine(Exposition.Family family) =>
    [
        .. family.Samples.Where(static sample => !sample.Labels.TryGetValue("node", out var node) || node == MetricsRun.Node),
    ];

    private static Dictionary<string, string> Reasons() => File.ReadLines(LeftOut)
        .Skip(1)
        .Select(static line => line.Split(',', 2))
        .ToDictionary(static row => row[0], static row => row[1], StringComparer.Ordinal);

    private static KeyValuePair<string, string>? ReasonFor(KnownMetric known, Dictionary<string, string> reasons) => reasons
        .Where(reason => reason.Key == $"group:{known.Group}" || IsMatch(reason.Key, known.Name))
        .OrderBy(static reason => reason.Key.StartsWith("group:", StringComparison.Ordinal))
        .Select(static reason => (KeyValuePair<string, string>?)reason)
        .FirstOrDefault();

    private static bool IsMatch(string pattern, string name) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");

    private static string Named(IEnumerable<string> labels) =>
        string.Join(", ", labels.Where(static label => label != "node").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `(\w+)` \| \w+ \| ([\w, ]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // The labels of a family; those without are left out.
    private string PageOf(Func<Exposition.Family, string?> labelsOf)
    {
        var known = KnownMetric.Load().ToLookup(static metric => metric.Name, static metric => metric.Group);
        var page = new StringBuilder(
            """
            # Metrics

            What a node exports at `http://HOST:8008/metrics`, in Prometheus' text format or OpenMetrics, as the caller accepts. Written by
            the test that reads it of a devnet (`CONSENSOOR_WRITE_DOCS=1`); `node`, the name of the node's folder, is a label of all but the
            process's. A label is a word of this program or of its configuration, never of a stranger. `docs/grafana/consensoor.json` is a
            board for Grafana.

            | name | type | labels | what it is | known to |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var family in run.Late.Families.Values
            .Where(static family => IsOurs(family.Name))
            .OrderBy(static family => family.Name, StringComparer.Ordinal))
        {
            if (labelsOf(family) is not { } labels)
            {
                continue;
            }

            var groups = string.Join("; ", known[family.Name].Distinct().Order(StringComparer.Ordinal));
            page.Append($"| `{family.Name}` | {family.Type} | {labels} | {family.Help} | {groups} |\n");
        }

        page.Append(
            """

            ## Names that are left out

            Of the names that other clients, their boards and beacon-metrics have, with the reason (`docs/metrics-left-out.csv`).

            | names | reason |
            | --- | --- |

            """);
        foreach (var (name, reason) in Reasons())
        {
            page.Append($"| `{name}` | {reason} |\n");
        }

        return page.ToString();
    }

    // What other tests of the process, its libraries and its runtime make is not a node's.
    private static bool IsOurs(string name) => Regex.IsMatch(name, "^(consensoor|beacon|gossipsub|libp2p|discovery|local|process)_");
}
