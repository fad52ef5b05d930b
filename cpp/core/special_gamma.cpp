// The incomplete gamma functions and Hurwitz' zeta function.
#include <limits>
#include <numbers>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEps = std::numeric_limits<double>::epsilon() / 4;

// The coefficients d(k, n) of Temme's uniform expansion, DLMF 8.12.9 to 8.12.12: C_k(eta) is the
// sum of d(k, n) eta^n.
constexpr double kTemme[12][16] = {
    {-0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
     0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06,
     -1.85406221071516e-06, 8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09,
     1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11},
    {-0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
     0.00020576131687242798, -4.018775720164609e-07, -1.8098550334489977e-05, 7.64916091608111e-06,
     -1.6120900894563446e-06, 4.647127802807434e-09, 1.378633446915721e-07, -5.752545603517705e-08,
     1.1951628599778148e-08, -1.7543241719747647e-11, -1.0091543710600413e-09,
     4.162792991842583e-10},
    {0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06,
     -0.0001073665322636516, 5.2923448829120125e-05, -1.2760635188618728e-05, 3.423578734096138e-08,
     1.3721957309062934e-06, -6.298992138380055e-07, 1.4280614206064242e-07,
     -2.0477098421990866e-10, -1.409252991086752e-08, 6.228974084922022e-09,
     -1.3670488396617114e-09, 9.428356159014678e-13},
    {0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
     -7.561801671883977e-05, -2.396505113867297e-07, 1.1082654115347302e-05,
     -5.6749528269915965e-06, 1.4230900732435883e-06, -2.7861080291528143e-11,
     -1.6958404091930278e-07, 8.099464905388083e-08, -1.9111168485973655e-08,
     2.3928620439808118e-12, 2.0620131815488797e-09, -9.460496661855133e-10},
    {-0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902, -1.4638452578843418e-06,
     6.641498215465122e-05, -3.968365047179435e-05, 1.1375726970678419e-05, 2.507497226237533e-10,
     -1.6954149536558305e-06, 8.907507532205309e-07, -2.292934834000805e-07, 2.956794137544049e-11,
     2.8865829742708783e-08, -1.4189739437803219e-08, 3.4463580499464896e-09,
     -2.3024517174528067e-13},
    {-0.00033679855336635813, -6.972813758365857e-05, 0.0002772753244959392,
     -0.00019932570516188847, 6.797780477937208e-05, 1.419062920643967e-07, -1.3594048189768693e-05,
     8.018470256334202e-06, -2.291481176508095e-06, -3.252473551298454e-10, 3.4652846491085265e-07,
     -1.8447187191171344e-07, 4.8240967037894184e-08, -1.7989466721743514e-14,
     -6.306194500013523e-09, 3.162417628774568e-09},
    {0.0005313079364639922, -0.0005921664373536939, 0.0002708782096718045, 7.902353232660328e-07,
     -8.153969367561969e-05, 5.61168275310625e-05, -1.8329116582843375e-05, -3.0796134506033047e-09,
     3.465155368803609e-06, -2.0291327396058603e-06, 5.788792863149004e-07, 2.338630673826657e-13,
     -8.828600746330484e-08, 4.7435958880408125e-08, -1.2545415020710383e-08,
     8.649648858010293e-14},
    {0.00034436760689237765, 5.171790908260592e-05, -0.00033493161081142234, 0.0002812695154763237,
     -0.00010976582244684731, -1.2741009095484485e-07, 2.7744451511563645e-05,
     -1.8263488805711332e-05, 5.7876949497350525e-06, 4.93875893393627e-10, -1.0595367014026043e-06,
     6.166714376110408e-07, -1.7562973359060463e-07, -1.297447328701544e-12, 2.695423606288966e-08,
     -1.4578352908731272e-08},
    {-0.0006526239185953094, 0.0008394987206720873, -0.000438297098541721, -6.969091458420552e-07,
     0.00016644846642067547, -0.00012783517679769218, 4.629953263691304e-05, 4.557909867922708e-09,
     -1.0595271125805195e-05, 6.783342904865167e-06, -2.1075476666258803e-06,
     -1.7213731432817144e-11, 3.773587741611098e-07, -2.1867506700122867e-07, 6.220228804018927e-08,
     6.597703826733e-16},
    {-0.0005967612901927463, -7.204895416020011e-05, 0.0006782308837667328, -0.0006401475260262758,
     0.00027750107634328704, 1.819700838046515e-07, -8.479507117068503e-05, 6.105192082501531e-05,
     -2.1073920183404862e-05, -8.858589014125599e-10, 4.5284535953805374e-06,
     -2.8427815022504407e-06, 8.708234177864641e-07, 3.6886101871706966e-12, -1.534469519070206e-07,
     8.862466778790695e-08},
    {0.0013324454494800656, -0.0019144384985654776, 0.0011089369134596636, 9.9324041226423e-07,
     -0.0005087450129309319, 0.00042735056665392886, -0.00016858853767910798, -8.1301893922785e-09,
     4.5284402370562144e-05, -3.127053674781734e-05, 1.044986828530338e-05, 4.8435226265680926e-11,
     -2.148256587345626e-06, 1.329369701097492e-06, -4.029569309210103e-07, -1.756787766632329e-13},
    {0.001579727660730835, 0.00016251626278391583, -0.0020633421035543276, 0.00213896861856891,
     -0.0010108559391263003, -3.99127055299192e-07, 0.0003623502508476469, -0.00028143901463712157,
     0.00010449513336495887, 2.12114184918303e-09, -2.5779417251947842e-05, 1.7281818956040464e-05,
     -5.641377387290428e-06, -1.1024320105776174e-11, 1.1223224418895174e-06,
     -6.869339637952674e-07},
};
// Stirling's series g_k of the gamma function, DLMF 5.11.4.
constexpr double kStirling[] = {1.0,
                                0.08333333333333333,
                                0.003472222222222222,
                                -0.0026813271604938273,
                                -0.00022947209362139917,
                                0.0007840392217200666,
                                6.972813758365857e-05,
                                -0.0005921664373536939,
                                -5.171790908260592e-05,
                                0.0008394987206720873,
                                7.204895416020011e-05,
                                -0.0019144384985654776};
// log(gamma(1 + a)) + euler a = sum of (-1)^k zeta(k) / k a^k, k = 2, 3 ... (DLMF 5.7.3).
constexpr double kLogGamma[] = {
    0.82246703342411321824,   -0.40068563438653142847,  0.27058080842778454788,
    -0.20738555102867398527,  0.16955717699740818995,   -0.14404989676884611812,
    0.12550966952474304242,   -0.11133426586956469049,  0.10009945751278180853,
    -0.090954017145829042233, 0.083353840546109004025,  -0.076932516411352191473,
    0.071432946295361336059,  -0.066668705882420468033, 0.062500955141213040742,
    -0.058823978658684582339, 0.055555767627403611102,  -0.052631679379616660734,
    0.05000004769810169364,   -0.047619070330142227991, 0.045454556293204669442,
    -0.043478266053040259361, 0.041666669150341210469,  -0.040000001192140140586};

// From this parameter on Stirling's and Temme's series are used.
constexpr double kLarge = 20;

/// log(gamma(1 + a)), relatively precise for small a.
Wide log_gamma_plus_1(double a) {
  if (std::fabs(a) > 0.2) return std::lgamma(static_cast<Wide>(a) + 1);
  Wide sum = 0;
  for (size_t k = std::size(kLogGamma); k-- > 0;) sum = sum * a + kLogGamma[k];
  return a * (sum * a - std::numbers::egamma_v<Wide>);
}

/// mu - log(1 + mu) for x = a (1 + mu).
Wide deviation(Wide mu) {
  if (std::fabs(mu) > 0.05L) return mu - std::log1p(mu);
  Wide sum = 0;
  for (int n = 18; n >= 2; --n) sum = (n % 2 ? -1.0L : 1.0L) / n + mu * sum;
  return mu * mu * sum;
}

/// x^a exp(-x) / gamma(1 + a), the common factor of the expansions.
Wide factor(double a, double x) {
  if (a < kLarge) return std::exp(a * std::log(static_cast<Wide>(x)) - x - log_gamma_plus_1(a));
  const Wide mu = (static_cast<Wide>(x) - a) / a;
  Wide series = 0;
  for (size_t k = std::size(kStirling); k-- > 0;) series = series / a + kStirling[k];
  return std::exp(-a * deviation(mu)) / (std::sqrt(2 * std::numbers::pi_v<Wide> * a) * series);
}

/// P by its power series, DLMF 8.7.1.
double lower_series(double a, double x) {
  Wide term = 1, sum = 1;
  for (Wide n = static_cast<Wide>(a) + 1; term > kEps * sum; n += 1) {
    term *= x / n;
    sum += term;
  }
  return static_cast<double>(sum * factor(a, x));
}

/// Q by Legendre's continued fraction, DLMF 8.9.2 in its even form, from above by Lentz' method.
double upper_fraction(double a, double x) {
  const Wide tiny = 1e-300L;
  Wide b = static_cast<Wide>(x) + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (int n = 1; n < 10000; ++n) {
    const Wide numerator = -n * (n - static_cast<Wide>(a));
    b += 2;
    d = numerator * d + b;
    c = b + numerator / c;
    if (std::fabs(d) < tiny) d = tiny;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    const Wide change = c * d;
    h *= change;
    if (std::fabs(change - 1) < kEps) break;
  }
  return static_cast<double>(h * a * factor(a, x));
}

/// Q for small x, without the cancellation of 1 - P: DLMF 8.7.3 with its first terms merged.
double upper_series(double a, double x) {
  const Wide log_power = a * std::log(static_cast<Wide>(x)) - log_gamma_plus_1(a);
  Wide term = 1, sum = 0;
  for (int n = 1; n < 200; ++n) {
    term *= -x / n;
    const Wide part = term / (a + n);
    sum += part;
    if (std::fabs(part) <= kEps / 1024 * std::fabs(sum)) break;
  }
  return static_cast<double>(-std::expm1(log_power) - std::exp(log_power) * a * sum);
}

/// Temme's expansion for x near a large a; of P where `lower`, else of Q (DLMF 8.12.3, 8.12.4).
double uniform(double a, double x, bool lower) {
  const Wide mu = (static_cast<Wide>(x) - a) / a;
  const Wide half_square = deviation(mu);
  const double eta = static_cast<double>(std::copysign(std::sqrt(2 * half_square), mu));
  double sum = 0;
  for (size_t k = std::size(kTemme); k-- > 0;) {
    double c = 0;
    for (size_t n = std::size(kTemme[0]); n-- > 0;) c = c * eta + kTemme[k][n];
    sum = sum / a + c;
  }
  const double y = static_cast<double>(std::sqrt(a * half_square));
  const double decay = static_cast<double>(std::exp(-a * half_square));
  const double rest = sum / std::sqrt(2 * std::numbers::pi * a);
  // The smaller of the two tails is summed, the other is its complement.
  const bool right = x >= a;
  const double tail = decay * (0.5 * erfcx(y) + (right ? rest : -rest));
  return right == lower ? 1 - tail : tail;
}

enum class Region { uniform, fraction, lower_series, upper_series };

Region region_of(double a, double x) {
  if (a >= kLarge && std::fabs(x - a) < 0.3 * a) return Region::uniform;
  if (x > 1.1) return x > a + 1 ? Region::fraction : Region::lower_series;
  // Where Q is not small it is 1 - P; else P is nearly 1.
  if (x <= 0.5) return -0.4 / std::log(x) < a ? Region::lower_series : Region::upper_series;
  return x * 1.1 < a ? Region::lower_series : Region::upper_series;
}

/// At the edges of the domain the functions are NaN, or 0 and 1: `far` is the value for x beyond a,
/// 1 - far that for x before it. Sets `inside` where there is work to do.
double at_edge(double a, double x, double far, bool& inside) {
  inside = false;
  if (x < 0 || a < 0) return kNan;
  if (a == 0) return x > 0 ? far : kNan;
  if (x == 0) return 1 - far;
  if (std::isinf(a)) return std::isinf(x) ? kNan : 1 - far;
  if (std::isinf(x)) return far;
  if (std::isnan(a) || std::isnan(x)) return kNan;
  inside = true;
  return kNan;
}

}  // namespace

double igamma(double a, double x) {
  bool inside;
  const double edge = at_edge(a, x, 1, inside);
  if (!inside) return edge;
  switch (region_of(a, x)) {
    case Region::uniform:
      return uniform(a, x, true);
    case Region::fraction:
      return 1 - upper_fraction(a, x);
    case Region::lower_series:
      return lower_series(a, x);
    case Region::upper_series:
      return 1 - upper_series(a, x);
  }
  return kNan;
}

double igammac(double a, double x) {
  bool inside;
  const double edge = at_edge(a, x, 0, inside);
  if (!inside) return edge;
  switch (region_of(a, x)) {
    case Region::uniform:
      return uniform(a, x, false);
    case Region::fraction:
      return upper_fraction(a, x);
    case Region::lower_series:
      return 1 - lower_series(a, x);
    case Region::upper_series:
      return upper_series(a, x);
  }
  return kNan;
}

double gamma_density(double a, double x) {
  if (!(a > 0 && x >= 0) || std::isinf(a)) return kNan;
  if (x == 0) return a < 1 ? kInf : a == 1 ? 1 : 0;
  return std::isinf(x) ? 0 : static_cast<double>(factor(a, x) * a / x);
}

namespace {

// Euler and Maclaurin's sum, DLMF 25.11.5 in the limit: the first terms one by one until q + n is
// at least 10 and s, or they no longer count (while q + n < s, each is less than half the one
// before), then an integral, half a term and terms of Bernoulli's numbers.
Wide zeta_from(Wide s, Wide q) {
  // B(2k) / (2k)!
  constexpr double kBernoulli[] = {
      0.083333333333333333333,   -0.0013888888888888888889,  0.000033068783068783068783,
      -8.2671957671957671958e-7, 2.0876756987868098979e-8,   -5.2841901386874931848e-10,
      1.3382536530684678833e-11, -3.3896802963225828668e-13, 8.5860620562778445641e-15,
      -2.174868698558061873e-16, 5.5090028283602295152e-18,  -1.3954464685812523341e-19};
  Wide sum = 0;
  Wide w = q;
  for (;; w += 1) {
    const Wide term = std::pow(w, -s);
    sum += term;
    if (w > 0 && term <= kEps * std::fabs(sum)) return sum;
    if (w >= 10 && w >= s) break;
  }
  w += 1;
  const Wide power = std::pow(w, -s);
  Wide tail = power * (w / (s - 1) + 0.5L);
  Wide rising = s * power / w;
  for (size_t k = 0; k < std::size(kBernoulli); ++k) {
    const Wide term = kBernoulli[k] * rising;
    tail += term;
    if (std::fabs(term) <= kEps * std::fabs(sum + tail)) break;
    const Wide n = 2 * static_cast<Wide>(k) + 1;
    rising *= (s + n) / w * ((s + n + 1) / w);
  }
  return sum + tail;
}

// For q < 0, s whole and q = f - m with 0 < f < 1, the terms left of 0 are those of zeta(s, 1 - f)
// less those of zeta(s, 1 - q), with the sign of (-1)^s.
Wide sum_of_zeta(double s, double q) {
  constexpr double kFewTerms = -32;
  if (q > kFewTerms) return zeta_from(s, q);
  const double f = q - std::floor(q);
  const Wide left = zeta_from(s, 1 - static_cast<Wide>(f)) - zeta_from(s, 1 - static_cast<Wide>(q));
  const Wide right = zeta_from(s, f);
  return std::fmod(s, 2) == 0 ? right + left : right - left;
}

}  // namespace

double zeta(double s, double q) {
  if (s == 1) return kInf;
  if (s < 1) return kNan;
  if (q <= 0) {
    if (q == std::floor(q)) return kInf;
    if (s != std::floor(s)) return kNan;  // a negative number to a fractional power
  }
  if (std::isnan(s) || std::isnan(q) || q == kInf) return kNan;
  return static_cast<double>(sum_of_zeta(s, q));
}

}  // namespace chainrule::special
