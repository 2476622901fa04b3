using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>The metrics of the pool of work, and those of data columns that beacon-metrics names.</summary>
internal sealed class WorkMetrics : ReceiveActor
{
    private static readonly double[] Buckets = Histogram.ExponentialBuckets(0.001, 2, 13);
    private static readonly Histogram Job = Seconds("consensoor_work_seconds", "A job of the pool of work", "kind");
    private static readonly Histogram Wait = Seconds("consensoor_work_wait_seconds", "Wait of the oldest question of a job", "kind");
    private static readonly Counter Questions =
        Metrics.CreateCounter("consensoor_work_questions_total", "Questions that workers answered", "node", "kind");
    private static readonly Counter ColumnsCome = Metrics.CreateCounter(
        "beacon_data_column_sidecar_processing_requests_total", "Data columns of peers that were given to be judged", "node");
    private static readonly Counter ColumnsHold = Metrics.CreateCounter(
        "beacon_data_column_sidecar_processing_successes_total", "Data columns of peers that gossip's conditions accepted", "node");
    private static readonly Histogram Judged = Seconds(
        "beacon_data_column_sidecar_gossip_verification_seconds", "From the arrival of a data column to its verdict");
    private static readonly Histogram Batch = Seconds(
        "beacon_kzg_verification_data_column_batch_seconds", "A batch of data columns against their commitments");
    private static readonly Histogram Recovery = Seconds(
        "beacon_data_availability_reconstruction_time_seconds", "A recovery of data columns from others");
    private static readonly Counter Recovered = Metrics.CreateCounter(
        "beacon_data_availability_reconstructed_columns_total", "Data columns recovered from others", "node");
    private static readonly Histogram Made = Seconds(
        "beacon_data_column_sidecar_computation_seconds", "Sidecars made of the blobs that the execution layer had, proofs included");
    private static readonly Gauge Groups = Metrics.CreateGauge("beacon_custody_groups", "Custody groups that are kept", "node");
    private static readonly Gauge Backfilled = Metrics.CreateGauge(
        "beacon_custody_groups_backfilled", "Custody groups whose columns are all here, as far back as they are kept", "node");

    private Slot _oldest;

    /// <summary>Sets what is published of a node, under its name.</summary>
    public WorkMetrics(string node)
    {
        // What need not happen in a run is there all the same.
        Recovered.WithLabels(node);
        Recovery.WithLabels(node);
        Made.WithLabels(node);
        Receive<WorkJobEnded>(ended => OnJob(node, ended));
        Receive<GossipJudged>(
            static judged => judged is { Part: JudgedPart.Column, IsOwn: false },
            judged =>
            {
                ColumnsCome.WithLabels(node).Inc();
                ColumnsHold.WithLabels(node).Inc(judged.Decision == GossipDecision.Accept ? 1 : 0);
                Judged.WithLabels(node).Observe((judged.JudgedAt - judged.At).TotalSeconds);
            });
        Receive<ColumnsRebuilt>(rebuilt => Recovered.WithLabels(node).Inc(rebuilt.Columns));
        Receive<ChainViewChanged>(changed => _oldest = changed.View.OldestSlot);
        Receive<SamplingChanged>(changed =>
        {
            Groups.WithLabels(node).Set(changed.Custody.GroupCount);
            Backfilled.WithLabels(node).Set(changed.EarliestAvailable <= _oldest ? changed.Custody.GroupCount : 0);
        });
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node) => Akka.Actor.Props.Create(() => new WorkMetrics(node));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(WorkJobEnded), typeof(GossipJudged), typeof(ColumnsRebuilt), typeof(SamplingChanged), typeof(ChainViewChanged),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    private static Histogram Seconds(string name, string help, params string[] labels) =>
        Metrics.CreateHistogram(name, help, ["node", .. labels], new HistogramConfiguration { Buckets = Buckets });

    private static void OnJob(string node, WorkJobEnded ended)
    {
        var seconds = ended.Elapsed.TotalSeconds;
        Job.WithLabels(node, ended.Kind).Observe(seconds);
        Wait.WithLabels(node, ended.Kind).Observe(ended.Waited.TotalSeconds);
        Questions.WithLabels(node, ended.Kind).Inc(ended.Questions);
        switch (ended.Kind)
        {
            case nameof(VerifyDataColumns):
                Batch.WithLabels(node).Observe(seconds);
                break;
            case nameof(RecoverColumns):
                Recovery.WithLabels(node).Observe(seconds);
                break;
            case nameof(MakeSidecars):
                Made.WithLabels(node).Observe(seconds);
                break;
        }
    }
}
