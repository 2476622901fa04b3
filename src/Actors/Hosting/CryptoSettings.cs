using Akka.Configuration;
using Consensoor.Spec.Crypto;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>`consensoor.crypto` as far as it is the process's and not an actor's.</summary>
internal static class CryptoSettings
{
    private const string Lanes = "consensoor.crypto.lanes";

    /// <summary>
    /// Chooses the vector width and says which; throws ConfigurationException for one that the CPU lacks or that is none.
    /// </summary>
    public static void Apply(Config hocon)
    {
        var setting = hocon.GetString(Lanes);
        if (!CryptoLanes.TryUse(setting))
        {
            throw new ConfigurationException(
                $"{Lanes} = {setting} must be auto, none, 128, 256 or 512, and at most the {(int)CryptoLanes.Widest} bits of this CPU");
        }

        Log.Information("cryptography over vectors of {Width} bits", (int)CryptoLanes.Width);
    }
}
