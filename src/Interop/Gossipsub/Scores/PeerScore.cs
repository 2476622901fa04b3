namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>The counters of one peer, and why they are what they are.</summary>
internal sealed class PeerScore(string peer, string address)
{
    private const int MostNotes = 24;

    private readonly List<ScoreNote> _notes = [];
    private double _value;
    private bool _isStale = true;

    /// <summary>The peer's id.</summary>
    public string Peer => peer;

    /// <summary>The address that counts for P6; empty where none does.</summary>
    public string Address { get; set; } = address;

    /// <summary>The counters by topic; topics without parameters have none.</summary>
    public Dictionary<string, TopicScore> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>P5: what the application thinks of the peer.</summary>
    public double Application { get; private set; }

    /// <summary>P7: the offences that count.</summary>
    public double Behaviour { get; private set; }

    /// <summary>When the score may be forgotten, once the peer went.</summary>
    public TimeSpan ForgottenAt { get; set; }

    /// <summary>The score; computed anew where a counter has moved since.</summary>
    public double Value(ScoreParameters parameters, int atAddress)
    {
        if (_isStale)
        {
            (_value, _isStale) = (Compute(parameters, atAddress, null, out _), false);
        }

        return _value;
    }

    /// <summary>A counter has moved.</summary>
    public void Touch() => _isStale = true;

    /// <summary>P7: the peer offended.</summary>
    public void Offend(TimeSpan now, double amount, string? topic, string reason)
    {
        Behaviour += amount;
        Note(now, ScorePart.Behaviour, topic, reason, amount);
    }

    /// <summary>P5: the application says anew what it thinks.</summary>
    public void Judge(TimeSpan now, double value, string reason)
    {
        if (value < Application)
        {
            Note(now, ScorePart.Application, null, reason, Application - value);
        }

        Application = value;
        Touch();
    }

    /// <summary>Lets the counters decay, and drops topics that are at rest and not asked for any more.</summary>
    public void Decay(ScoreParameters parameters, Func<string, bool> isAlive)
    {
        Behaviour = TopicScore.Decayed(Behaviour, parameters.BehaviourPenaltyDecay, parameters.DecayToZero);
        List<string>? gone = null;
        foreach (var topic in Topics.Values)
        {
            topic.Decay(parameters.DecayToZero);
            if (topic.IsAtRest && !isAlive(topic.Topic))
            {
                (gone ??= []).Add(topic.Topic);
            }
        }

        foreach (var topic in gone ?? [])
        {
            Topics.Remove(topic);
        }

        Touch();
    }

    /// <summary>Writes down why a counter grew; the same reason again is counted.</summary>
    public void Note(TimeSpan now, ScorePart part, string? topic, string reason, double amount)
    {
        Touch();
        var at = _notes.FindIndex(note => note.Part == part && note.Topic == topic && note.Reason == reason);
        if (at >= 0)
        {
            var old = _notes[at];
            _notes.RemoveAt(at);
            _notes.Add(old with { At = now, Amount = old.Amount + amount, Count = old.Count + 1 });
            return;
        }

        if (_notes.Count == MostNotes)
        {
            _notes.RemoveAt(0);
        }

        _notes.Add(new ScoreNote(now, part, topic, reason, amount, 1));
    }

    /// <summary>The score with its parts and reasons.</summary>
    public ScoreReport Report(ScoreParameters parameters, int atAddress)
    {
        var parts = new List<(ScorePart, string?, double)>();
        var score = Compute(parameters, atAddress, parts, out var cut);
        return new ScoreReport(peer, score, parts, cut, [.. _notes]);
    }

    private double Compute(ScoreParameters parameters, int atAddress, List<(ScorePart, string?, double)>? parts, out double cut)
    {
        var topics = 0.0;
        foreach (var topic in Topics.Values)
        {
            topics += topic.Sum();
            if (parts is not null)
            {
                var (time, first, mesh, failures, invalid) = topic.Parts();
                Part(parts, ScorePart.TimeInMesh, topic.Topic, time);
                Part(parts, ScorePart.FirstDeliveries, topic.Topic, first);
                Part(parts, ScorePart.MeshDeliveries, topic.Topic, mesh);
                Part(parts, ScorePart.MeshFailures, topic.Topic, failures);
                Part(parts, ScorePart.Invalid, topic.Topic, invalid);
            }
        }

        cut = parameters.TopicScoreCap > 0 ? Math.Max(topics - parameters.TopicScoreCap, 0) : 0;
        var application = parameters.AppSpecificWeight * Application;
        var surplus = Math.Max(atAddress - parameters.IpColocationFactorThreshold, 0);
        var address = parameters.IpColocationFactorWeight * surplus * surplus;
        var offences = Math.Max(Behaviour - parameters.BehaviourPenaltyThreshold, 0);
        var behaviour = parameters.BehaviourPenaltyWeight * offences * offences;
        if (parts is not null)
        {
            Part(parts, ScorePart.Application, null, application);
            Part(parts, ScorePart.SharedAddress, null, address);
            Part(parts, ScorePart.Behaviour, null, behaviour);
        }

        return topics - cut + application + address + behaviour;
    }

    private static void Part(List<(ScorePart, string?, double)> parts, ScorePart part, string? topic, double value)
    {
        if (value != 0)
        {
            parts.Add((part, topic, value));
        }
    }
}
