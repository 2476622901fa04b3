namespace Consensoor.Interop.ReqResp;

/// <summary>A bucket of Burst tokens, full at first, that fills up again within a time.</summary>
public readonly record struct Quota(double Burst, TimeSpan Within)
{
    /// <summary>Tokens a second.</summary>
    public double PerSecond => Burst / Within.TotalSeconds;
}
