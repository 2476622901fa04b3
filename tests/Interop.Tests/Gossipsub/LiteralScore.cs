using Consensoor.Interop.Gossipsub.Scores;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>The score function of gossipsub 1.1 written down as the document has it, computed anew at each question.</summary>
internal sealed class LiteralScore(ScoreParameters global, params (string Topic, TopicScoreParameters Parameters)[] topics)
{
    private readonly Dictionary<string, Counters> _counters =
        topics.ToDictionary(static t => t.Topic, static t => new Counters(t.Parameters));

    internal double Behaviour { get; set; }

    internal double Application { get; set; }

    internal void Graft(string topic, TimeSpan now)
    {
        var t = _counters[topic];
        (t.InMesh, t.GraftTime, t.MeshTime, t.Active) = (true, now, TimeSpan.Zero, false);
    }

    internal void Prune(string topic)
    {
        var t = _counters[topic];
        if (t.InMesh && t.Active && t.MeshDeliveries < t.P.MeshMessageDeliveriesThreshold)
        {
            t.MeshFailure += Math.Pow(t.P.MeshMessageDeliveriesThreshold - t.MeshDeliveries, 2);
        }

        t.InMesh = false;
    }

    internal void FirstDelivery(string topic)
    {
        var t = _counters[topic];
        t.FirstDeliveries = Math.Min(t.FirstDeliveries + 1, t.P.FirstMessageDeliveriesCap);
        MeshDelivery(topic);
    }

    internal void MeshDelivery(string topic)
    {
        var t = _counters[topic];
        if (t.InMesh)
        {
            t.MeshDeliveries = Math.Min(t.MeshDeliveries + 1, t.P.MeshMessageDeliveriesCap);
        }
    }

    internal void Invalid(string topic) => _counters[topic].Invalid++;

    internal void Refresh(TimeSpan now)
    {
        foreach (var t in _counters.Values.Where(static t => t.InMesh))
        {
            t.MeshTime = now - t.GraftTime;
            t.Active = t.Active || t.MeshTime > t.P.MeshMessageDeliveriesActivation;
        }
    }

    internal void Decay()
    {
        double Of(double value, double factor) => value * factor < global.DecayToZero ? 0 : value * factor;
        foreach (var t in _counters.Values)
        {
            t.FirstDeliveries = Of(t.FirstDeliveries, t.P.FirstMessageDeliveriesDecay);
            t.MeshDeliveries = Of(t.MeshDeliveries, t.P.MeshMessageDeliveriesDecay);
            t.MeshFailure = Of(t.MeshFailure, t.P.MeshFailurePenaltyDecay);
            t.Invalid = Of(t.Invalid, t.P.InvalidMessageDeliveriesDecay);
        }

        Behaviour = Of(Behaviour, global.BehaviourPenaltyDecay);
    }

    internal double Value()
    {
        var sum = 0.0;
        foreach (var t in _counters.Values)
        {
            var p1 = t.InMesh ? Math.Min(t.MeshTime / t.P.TimeInMeshQuantum, t.P.TimeInMeshCap) : 0;
            var p2 = t.FirstDeliveries;
            var isShort = t.InMesh && t.Active && t.MeshDeliveries < t.P.MeshMessageDeliveriesThreshold;
            var p3 = isShort ? Math.Pow(t.P.MeshMessageDeliveriesThreshold - t.MeshDeliveries, 2) : 0;
            var p4 = Math.Pow(t.Invalid, 2);
            sum += t.P.TopicWeight * (
                (t.P.TimeInMeshWeight * p1) + (t.P.FirstMessageDeliveriesWeight * p2) + (t.P.MeshMessageDeliveriesWeight * p3)
                + (t.P.MeshFailurePenaltyWeight * t.MeshFailure) + (t.P.InvalidMessageDeliveriesWeight * p4));
        }

        var p7 = Math.Pow(Math.Max(Behaviour - global.BehaviourPenaltyThreshold, 0), 2);
        return Math.Min(sum, global.TopicScoreCap) + (global.AppSpecificWeight * Application) + (global.BehaviourPenaltyWeight * p7);
    }

    private sealed class Counters(TopicScoreParameters parameters)
    {
        internal TopicScoreParameters P => parameters;

        internal bool InMesh { get; set; }

        internal bool Active { get; set; }

        internal TimeSpan GraftTime { get; set; }

        internal TimeSpan MeshTime { get; set; }

        internal double FirstDeliveries { get; set; }

        internal double MeshDeliveries { get; set; }

        internal double MeshFailure { get; set; }

        internal double Invalid { get; set; }
    }
}
