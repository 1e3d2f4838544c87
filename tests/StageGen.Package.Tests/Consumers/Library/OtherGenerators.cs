using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Library
{
    public sealed class Settings
    {
        public double Rate { get; set; }
    }

    [JsonSerializable(typeof(Settings))]
    public sealed partial class SettingsContext : JsonSerializerContext
    {
    }

    public static partial class Words
    {
        [GeneratedRegex("[a-z]+")]
        public static partial Regex Small();
    }
}
