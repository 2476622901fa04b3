namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>The counters of one peer in one topic, P1 to P4.</summary>
internal sealed class TopicScore(string topic, TopicScoreParameters parameters)
{
    private TimeSpan _grafted;
    private TimeSpan _inMeshFor;
    private bool _isInMesh;
    private bool _isExpected;
    private double _first;
    private double _mesh;
    private double _failures;
    private double _invalid;
    // The sum of the parts, until a counter moves: each message moves those of one topic, and asks for the sum over all.
    private double? _sum;

    /// <summary>The topic.</summary>
    public string Topic => topic;

    /// <summary>The parameters, which may change as the number of validators does.</summary>
    public TopicScoreParameters Parameters
    {
        get;
        set => (field, _sum) = (value, null);
    } = parameters;

    /// <summary>True where every counter is at rest, so that nothing is lost with it.</summary>
    public bool IsAtRest => !_isInMesh && _first == 0 && _mesh == 0 && _failures == 0 && _invalid == 0;

    /// <summary>The weighted parts P1 to P4.</summary>
    public (double TimeInMesh, double First, double Mesh, double Failures, double Invalid) Parts()
    {
        var p = Parameters;
        var deficit = Deficit();
        return (
            _isInMesh ? p.TopicWeight * p.TimeInMeshWeight * Math.Min(_inMeshFor / p.TimeInMeshQuantum, p.TimeInMeshCap) : 0,
            p.TopicWeight * p.FirstMessageDeliveriesWeight * _first,
            p.TopicWeight * p.MeshMessageDeliveriesWeight * deficit * deficit,
            p.TopicWeight * p.MeshFailurePenaltyWeight * _failures,
            p.TopicWeight * p.InvalidMessageDeliveriesWeight * _invalid * _invalid);
    }

    /// <summary>The sum of the parts.</summary>
    public double Sum()
    {
        if (_sum is { } known)
        {
            return known;
        }

        var (time, first, mesh, failures, invalid) = Parts();
        var sum = time + first + mesh + failures + invalid;
        _sum = sum;
        return sum;
    }

    /// <summary>The peer entered the mesh.</summary>
    public void Graft(TimeSpan now)
    {
        (_isInMesh, _grafted, _inMeshFor, _isExpected, _sum) = (true, now, TimeSpan.Zero, false, null);
    }

    /// <summary>The peer left the mesh; what it failed to deliver by then stays with it.</summary>
    public double Prune()
    {
        var deficit = Deficit();
        _failures += deficit * deficit;
        (_isInMesh, _sum) = (false, null);
        return deficit * deficit;
    }

    /// <summary>The peer was the first with a valid message.</summary>
    public void FirstDelivery()
    {
        (_first, _sum) = (Math.Min(_first + 1, Parameters.FirstMessageDeliveriesCap), null);
        MeshDelivery();
    }

    /// <summary>The peer was first or near first with a valid message.</summary>
    public void MeshDelivery()
    {
        if (_isInMesh)
        {
            (_mesh, _sum) = (Math.Min(_mesh + 1, Parameters.MeshMessageDeliveriesCap), null);
        }
    }

    /// <summary>The peer sent an invalid message.</summary>
    public void Invalid() => (_invalid, _sum) = (_invalid + 1, null);

    /// <summary>Counts the time in the mesh.</summary>
    public void Refresh(TimeSpan now)
    {
        if (_isInMesh)
        {
            _inMeshFor = now - _grafted;
            _isExpected |= _inMeshFor > Parameters.MeshMessageDeliveriesActivation;
            _sum = null;
        }
    }

    /// <summary>Lets the counters decay by one interval.</summary>
    public void Decay(double toZero)
    {
        _first = Decayed(_first, Parameters.FirstMessageDeliveriesDecay, toZero);
        _mesh = Decayed(_mesh, Parameters.MeshMessageDeliveriesDecay, toZero);
        _failures = Decayed(_failures, Parameters.MeshFailurePenaltyDecay, toZero);
        _invalid = Decayed(_invalid, Parameters.InvalidMessageDeliveriesDecay, toZero);
        _sum = null;
    }

    /// <summary>The peer went: what was good is forgotten, what was bad stays.</summary>
    public void Leave()
    {
        if (_isInMesh)
        {
            Prune();
        }

        (_first, _mesh, _sum) = (0, 0, null);
    }

    internal static double Decayed(double value, double factor, double toZero) => value * factor < toZero ? 0 : value * factor;

    private double Deficit() => _isInMesh && _isExpected ? Math.Max(Parameters.MeshMessageDeliveriesThreshold - _mesh, 0) : 0;
}
