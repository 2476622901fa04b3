namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// The scores of all peers, of those that went for a while too, so that nobody sheds a bad one by coming anew. Topics without parameters
/// give and cost nothing.
/// </summary>
internal sealed class ScoreBook(ScoreParameters parameters, TimeSpan now)
{
    private readonly Dictionary<string, PeerScore> _connected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerScore> _gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TopicScoreParameters> _topics = new(StringComparer.Ordinal);
    private TimeSpan _nextDecay = now + parameters.DecayInterval;

    /// <summary>The parameters that are not of one topic.</summary>
    public ScoreParameters Parameters { get; private set; } = parameters;

    /// <summary>Scores of peers that went.</summary>
    public int Retained => _gone.Count;

    /// <summary>Takes other parameters, as when the number of validators has changed.</summary>
    public void Take(ScoreParameters parameters)
    {
        Parameters = parameters;
        foreach (var score in _connected.Values)
        {
            score.Touch();
        }
    }

    /// <summary>Sets the parameters of a topic; null where it has none from now on.</summary>
    public void SetTopic(string topic, TopicScoreParameters? parameters)
    {
        if (parameters is null)
        {
            _topics.Remove(topic);
            return;
        }

        _topics[topic] = parameters;
        foreach (var score in _connected.Values.Concat(_gone.Values))
        {
            if (score.Topics.TryGetValue(topic, out var counters))
            {
                counters.Parameters = parameters;
                score.Touch();
            }
        }
    }

    /// <summary>A peer came; it gets the score back that it had.</summary>
    public PeerScore Connect(string peer, string address)
    {
        if (!_gone.Remove(peer, out var score))
        {
            score = new PeerScore(peer, address);
        }

        score.Address = address;
        _connected[peer] = score;
        Count(address, 1);
        return score;
    }

    /// <summary>A peer went: a score that is not positive is kept.</summary>
    public void Disconnect(PeerScore score, TimeSpan now)
    {
        _connected.Remove(score.Peer);
        foreach (var topic in score.Topics.Values)
        {
            topic.Leave();
        }

        score.Touch();
        var value = Value(score);
        Count(score.Address, -1);
        if (value >= 0 && score.Behaviour == 0 && !score.Topics.Values.Any(static topic => !topic.IsAtRest))
        {
            return;
        }

        while (_gone.Count >= Parameters.Retained && _gone.Count > 0)
        {
            _gone.Remove(_gone.Values.MinBy(static gone => gone.ForgottenAt)!.Peer);
        }

        score.ForgottenAt = now + Parameters.RetainScore;
        _gone[score.Peer] = score;
    }

    /// <summary>The score of a peer.</summary>
    public double Value(PeerScore score) => score.Value(Parameters, AtAddress(score));

    /// <summary>The score with its parts and reasons; of a connected peer or of one that went; null where neither is known.</summary>
    public ScoreReport? Report(string peer) =>
        _connected.TryGetValue(peer, out var score) || _gone.TryGetValue(peer, out score)
            ? score.Report(Parameters, AtAddress(score))
            : null;

    /// <summary>The counters of a peer in a topic; null where the topic has no parameters.</summary>
    public TopicScore? Of(PeerScore score, string topic)
    {
        if (score.Topics.TryGetValue(topic, out var counters))
        {
            score.Touch();
            return counters;
        }

        if (!_topics.TryGetValue(topic, out var parameters))
        {
            return null;
        }

        score.Touch();
        return score.Topics[topic] = new TopicScore(topic, parameters);
    }

    /// <summary>Counts the time in meshes, lets counters decay where an interval is over, and forgets old scores.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (var score in _connected.Values)
        {
            foreach (var topic in score.Topics.Values)
            {
                topic.Refresh(now);
            }

            score.Touch();
        }

        if (now < _nextDecay)
        {
            return;
        }

        // After a long sleep one decay each interval would take long and change nothing any more.
        for (var times = 0; _nextDecay <= now && times < 64; times++, _nextDecay += Parameters.DecayInterval)
        {
            foreach (var score in _connected.Values.Concat(_gone.Values))
            {
                score.Decay(Parameters, _topics.ContainsKey);
            }
        }

        _nextDecay = _nextDecay <= now ? now + Parameters.DecayInterval : _nextDecay;
        foreach (var old in _gone.Values.Where(gone => gone.ForgottenAt <= now).ToArray())
        {
            _gone.Remove(old.Peer);
        }
    }

    private int AtAddress(PeerScore score) => score.Address.Length > 0 ? _addresses.GetValueOrDefault(score.Address) : 0;

    private void Count(string address, int change)
    {
        if (address.Length == 0)
        {
            return;
        }

        var count = _addresses.GetValueOrDefault(address) + change;
        if (count > 0)
        {
            _addresses[address] = count;
        }
        else
        {
            _addresses.Remove(address);
        }
    }
}
